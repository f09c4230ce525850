create or replace function net.record_response(
    request_id bigint,
    status_code integer default null,
    headers jsonb default null,
    content text default null,
    timed_out boolean default false,
    error_msg text default null
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
begin
    delete from net.http_request_queue as q
    where q.id = record_response.request_id;
    -- A worker that was given up for dead reports after all; the first report counts.
    if not found then
        return 'stale';
    end if;

    -- More than comes in with each, so that what is kept stays bounded.
    delete from net._http_response as r
    where r.id in (
        select o.id
        from net._http_response as o
        where o.created < v_now - interval '6 hours'
        order by o.created
        limit 100
    );

    insert into net._http_response (
        id, status_code, content_type, headers, content, timed_out, error_msg, created
    )
    values (
        record_response.request_id,
        record_response.status_code,
        (
            select h.value
            from jsonb_each_text(record_response.headers) as h
            where lower(h.key) = 'content-type'
            limit 1
        ),
        record_response.headers,
        record_response.content,
        record_response.timed_out,
        record_response.error_msg,
        v_now
    );
    return case when record_response.error_msg is null then 'answered' else 'failed' end;
end
$$;

comment on function net.record_response(bigint, integer, jsonb, text, boolean, text) is
'Takes a request out of the queue and keeps what came of it: answered, failed, or stale if it was
not in the queue any more. Not pg_net''s.';
