create or replace function identity.require_issuer(issuer text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    -- Never trimmed or put into another case: tokens name it letter by letter.
    v_issuer text := coalesce(require_issuer.issuer, '');
begin
    if length(v_issuer) > 255 or not (
        v_issuer
        ~ '^https://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]([a-z0-9-]{0,61}[a-z0-9])?(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$'
        or v_issuer ~ '^http://(localhost|127[.]0[.]0[.]1):[0-9]{1,5}(/[A-Za-z0-9._~/-]*)?$'
        and util.setting('webhook_allow_loopback')::boolean
        and util.setting('environment') <> 'production'
    ) then
        perform util.fail(
            400, 'invalid_argument', 'issuer must be an https address without query and fragment',
            jsonb_build_object('argument', 'issuer'),
            'Copy it from the provider''s discovery document, with or without the last slash as there'
        );
    end if;
    return v_issuer;
end
$$;

comment on function identity.require_issuer(text) is
'The issuer as it is written, if it can be one; refused with 400 otherwise. Where its name leads is
looked at when its keys are fetched.';
