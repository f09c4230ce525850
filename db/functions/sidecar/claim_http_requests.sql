create function sidecar.claim_http_requests(worker text, max_requests integer)
returns table (
    id bigint,
    method text,
    url text,
    headers jsonb,
    body bytea,
    timeout_milliseconds integer
)
language plpgsql
security definer -- the sidecar may read no table
set search_path = ''
as $$
begin
    -- Where pg_net itself is there, it makes its calls itself.
    if to_regprocedure('net.claim_requests(text, integer)') is not null then
        return query
        select c.*
        from net.claim_requests(
            claim_http_requests.worker, claim_http_requests.max_requests
        ) as c;
    end if;
end
$$;

comment on function sidecar.claim_http_requests(text, integer) is
'Leases requests of schema net to a worker: each for 30 seconds more than timeout_milliseconds. What
came of one goes to sidecar.record_http_response.';

grant execute on function sidecar.claim_http_requests(text, integer) to sidecar;
