create or replace function net.claim_requests(worker text, max_requests integer)
returns table (
    id bigint,
    method text,
    url text,
    headers jsonb,
    body bytea,
    timeout_milliseconds integer
)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_id bigint;
begin
    -- Five workers died of it, or their database connections did.
    for v_id in
        select q.id
        from net.http_request_queue as q
        where q.attempts >= 5 and q.leased_until <= v_now
    loop
        perform net.record_response(
            v_id, error_msg => 'given up: five workers began this request, and none reported'
        );
    end loop;

    return query
    with due as (
        select q.id
        from net.http_request_queue as q
        where q.leased_until is null or q.leased_until <= v_now
        order by q.id
        limit claim_requests.max_requests
        for update skip locked
    )

    update net.http_request_queue as q
    set
        attempts = q.attempts + 1,
        leased_by = claim_requests.worker,
        leased_until
        = v_now + make_interval(secs => 30 + greatest(0, q.timeout_milliseconds) / 1000.0)
    from due
    where q.id = due.id
    returning
        q.id,
        upper(q.method),
        q.url,
        (select jsonb_object_agg(h.key, h.value) from jsonb_each_text(q.headers) as h),
        q.body,
        q.timeout_milliseconds;
end
$$;

comment on function net.claim_requests(text, integer) is
'Leases requests to a worker, oldest first, for 30 seconds more than each may take. Not pg_net''s.';
