create function sidecar.queue_status()
returns table (
    queue text,
    depth bigint,
    oldest_age_seconds double precision,
    failed bigint,
    parked bigint
)
language sql
stable
security definer -- the sidecar may call this and nothing beneath it
set search_path = ''
as $$
    select
        'stripe_events',
        count(*) filter (where e.status in ('pending', 'failed')),
        extract(
            epoch from util.wall_clock()
            - min(e.received_at) filter (where e.status in ('pending', 'failed'))
        )::double precision,
        count(*) filter (where e.status = 'failed'),
        count(*) filter (where e.status = 'parked')
    from webhooks.stripe_events as e
    where e.next_attempt_at is not null or e.status = 'parked'
    union all
    select
        'stripe_commands',
        count(*),
        extract(epoch from util.wall_clock() - min(c.created_at))::double precision,
        count(*) filter (where c.attempts > 0),
        0
    from billing.stripe_commands as c
    where c.finished_at is null
    union all
    select
        'emails',
        count(*),
        extract(epoch from util.wall_clock() - min(m.created_at))::double precision,
        count(*) filter (where m.attempts > 0),
        0
    from notify.emails as m
    where m.finished_at is null
$$;

comment on function sidecar.queue_status() is
'How much waits in each queue, how long the oldest has waited, how much of it has failed before and
is tried again, and what is parked until somebody or something releases it.';

grant execute on function sidecar.queue_status() to sidecar;
