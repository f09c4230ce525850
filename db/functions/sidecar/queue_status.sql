create function sidecar.queue_status()
returns table (
    queue text,
    depth bigint,
    oldest_age_seconds double precision,
    retrying bigint,
    failed bigint,
    parked bigint,
    alarms bigint
)
language sql
stable
security definer -- the sidecar may call this and nothing beneath it
set search_path = ''
as $$
    select
        q.queue,
        q.depth,
        q.oldest_age_seconds,
        q.retrying,
        q.failed,
        q.parked,
        q.alarms
    from billing.queue_status() as q
$$;

comment on function sidecar.queue_status() is
'How each queue stands, as billing.queue_status tells it.';

grant execute on function sidecar.queue_status() to sidecar;
