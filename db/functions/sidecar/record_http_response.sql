create function sidecar.record_http_response(
    request_id bigint,
    status_code integer,
    headers jsonb,
    content text,
    timed_out boolean,
    error text
)
returns text
language plpgsql
security definer -- the sidecar may write no table
set search_path = ''
as $$
begin
    return net.record_response(
        record_http_response.request_id,
        record_http_response.status_code,
        record_http_response.headers,
        record_http_response.content,
        record_http_response.timed_out,
        record_http_response.error
    );
end
$$;

comment on function sidecar.record_http_response(bigint, integer, jsonb, text, boolean, text) is
'Says what came of a request: a whole answer, or an error. Returns answered, failed, or stale if
another worker has reported before.';

grant execute on function
sidecar.record_http_response(bigint, integer, jsonb, text, boolean, text)
to sidecar;
