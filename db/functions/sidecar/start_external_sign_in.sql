create function sidecar.start_external_sign_in(
    address text, next_path text, request_headers text
)
returns json
language plpgsql
security definer -- the sidecar may write no table
set search_path = ''
as $$
declare
    v_next_path text;
    v_provider identity.identity_providers;
    v_discovery jsonb;
    v_answer json;
    v_detail text;
begin
    perform set_config('request.headers', start_external_sign_in.request_headers, true);
    begin
        perform identity.require_client_tries();
        v_next_path = identity.require_local_path(start_external_sign_in.next_path);
        v_provider = identity.find_provider_for_address(start_external_sign_in.address);
        select k.discovery into v_discovery
        from identity.key_sets as k
        where k.issuer = v_provider.issuer and k.discovery <> '{}';

        -- Whoever asks around is told the same of all whom nothing can be done for.
        if v_discovery is null or not usage.has_feature(v_provider.organization_id, 'sso') then
            perform identity.count_client_failure();
            v_answer = util.respond_error(
                404, 'identity_provider_not_found',
                'No company lets people with this address sign in here',
                hint => 'Sign in with your password, or ask who manages your company''s sign-in'
            );
        else
            v_answer = identity.start_external_sign_in(
                v_provider, v_discovery, start_external_sign_in.address, v_next_path
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

comment on function sidecar.start_external_sign_in(text, text, text) is
'Sends somebody with an address, or all of a domain, to the provider there: {status, headers, body}
for the client. next_path is where to go on afterwards, or null.';

grant execute on function sidecar.start_external_sign_in(text, text, text) to sidecar;
