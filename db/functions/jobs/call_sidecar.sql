create or replace function jobs.call_sidecar(path text, body jsonb default '{}')
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_sidecar jobs.sidecars;
begin
    select s.* into v_sidecar
    from jobs.sidecars as s;

    if v_sidecar.url is null then
        raise exception 'nobody has said where the sidecar is'
        using hint = 'select jobs.set_sidecar(url, internal_key)';
    end if;

    return net.http_post(
        url => format('%s/internal/%s', v_sidecar.url, call_sidecar.path),
        body => call_sidecar.body,
        headers => jsonb_build_object(
            'Content-Type', 'application/json', 'X-Internal-Key', v_sidecar.internal_key
        ),
        timeout_milliseconds => 30000
    );
end
$$;

comment on function jobs.call_sidecar(text, jsonb) is
'Asks the sidecar for something once this transaction has committed: POST /internal/<path>. The id
is that of the response in net._http_response. It may arrive twice.';
