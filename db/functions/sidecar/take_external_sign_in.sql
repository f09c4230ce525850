-- What a provider sends back is spent here, before anybody is asked what it is worth: the sidecar
-- asks between two transactions, and tells finish_external_sign_in, or fail_external_sign_in.
create function sidecar.take_external_sign_in(
    organization_id text,
    state text,
    code text,
    issuer text,
    error text,
    code_verifier text,
    request_headers text
)
returns json
language plpgsql
security definer -- the sidecar may write no table
set search_path = ''
as $$
declare
    v_sign_in identity.external_sign_ins;
    v_discovery jsonb;
    v_answer json;
    v_detail text;
begin
    perform set_config('request.headers', take_external_sign_in.request_headers, true);
    begin
        perform identity.require_client_tries();
        v_sign_in = identity.take_external_sign_in(
            case
                when take_external_sign_in.organization_id
                    ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                    then take_external_sign_in.organization_id::uuid
            end,
            take_external_sign_in.state,
            take_external_sign_in.code_verifier
        );
        select k.discovery into v_discovery
        from identity.key_sets as k
        where k.issuer = v_sign_in.issuer and k.discovery <> '{}';

        if v_sign_in.state_hash is not null then
            perform identity.set_sign_in_cookie('', 0);
        end if;
        if v_discovery is null
            -- Somebody else's answer (RFC 9207): nobody is asked about its code.
            or take_external_sign_in.issuer <> v_sign_in.issuer
            or take_external_sign_in.issuer is null and (v_discovery -> 'is_issuer_told')::boolean
        then
            v_answer = identity.refuse_external_sign_in();
        elsif take_external_sign_in.code is null then
            v_answer = identity.fail_external_sign_in(
                v_sign_in.organization_id,
                'the provider answered '
                || coalesce(
                    substring(take_external_sign_in.error from '^[a-z_]{1,60}$'), 'without a code'
                )
            );
        else
            return json_build_object(
                'request',
                identity.find_token_request(
                    v_sign_in, v_discovery, take_external_sign_in.code,
                    take_external_sign_in.code_verifier
                )
            );
        end if;
    exception
        when sqlstate 'PGRST' then
            get stacked diagnostics v_detail = pg_exception_detail;
            return util.write_refusal(sqlerrm, v_detail);
    end;
    return util.write_answer(v_answer);
end
$$;

comment on function sidecar.take_external_sign_in(text, text, text, text, text, text, text) is
'Takes what a provider sent back with somebody: {request: {url, form, credentials}}, which its token
endpoint is to be asked, or {status, headers, body} for the client. issuer is the answer''s iss, if it
has one; code_verifier is of the browser''s cookie.';

grant execute on function sidecar.take_external_sign_in(text, text, text, text, text, text, text)
to sidecar;
