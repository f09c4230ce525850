create or replace function identity.require_issuer(issuer text)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    -- Never trimmed or put into another case: tokens name it letter by letter.
    if coalesce(length(require_issuer.issuer), 0) not between 1 and 255
        or not identity.is_provider_address(require_issuer.issuer)
        or require_issuer.issuer !~ '^https?://[^/?]+(/[A-Za-z0-9._~/-]*)?$'
    then
        perform util.fail(
            400, 'invalid_argument', 'issuer must be an https address without query and fragment',
            jsonb_build_object('argument', 'issuer'),
            'Copy it from the provider''s discovery document, with or without the last slash as there'
        );
    end if;
    return require_issuer.issuer;
end
$$;

comment on function identity.require_issuer(text) is
'The issuer as it is written, if it can be one; refused with 400 otherwise. Where its name leads is
looked at when its keys are fetched.';
