create function sidecar.fail_external_sign_in(
    organization_id text, error text, request_headers text
)
returns json
language plpgsql
security definer -- the sidecar may write no table
set search_path = ''
as $$
declare
    v_answer json;
    v_detail text;
begin
    perform set_config('request.headers', fail_external_sign_in.request_headers, true);
    begin
        perform identity.set_sign_in_cookie('', 0);
        v_answer = identity.fail_external_sign_in(
            fail_external_sign_in.organization_id::uuid, fail_external_sign_in.error
        );
    exception
        when sqlstate 'PGRST' then
            get stacked diagnostics v_detail = pg_exception_detail;
            return util.write_refusal(sqlerrm, v_detail);
    end;
    return util.write_answer(v_answer);
end
$$;

comment on function sidecar.fail_external_sign_in(text, text, text) is
'Takes why the provider of an organization gave no token for a code that
sidecar.take_external_sign_in had it asked about: {status, headers, body} for the client.';

grant execute on function sidecar.fail_external_sign_in(text, text, text) to sidecar;
