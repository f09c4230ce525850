create or replace function billing.queue_status()
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
security definer -- counts rows of queues that the staff and the sidecar cannot read
set search_path = ''
as $$
    with queues as (
        select
            'stripe_events' as queue,
            count(*) filter (where e.next_attempt_at is not null) as depth,
            min(e.received_at) filter (where e.next_attempt_at is not null) as oldest_at,
            count(*) filter (where e.status = 'failed') as retrying,
            -- Nothing is ever given up: what was tried too often is parked.
            0::bigint as failed,
            count(*) filter (where e.status = 'parked') as parked
        from webhooks.stripe_events as e
        where e.next_attempt_at is not null or e.status = 'parked'
        union all
        select
            'stripe_commands',
            count(*) filter (where c.finished_at is null),
            min(c.created_at) filter (where c.finished_at is null),
            count(*) filter (where c.finished_at is null and c.error is not null),
            count(*) filter (where c.finished_at is not null),
            0
        from billing.stripe_commands as c
        where
            c.finished_at is null
            or (c.status = 'failed' and c.finished_at > util.wall_clock() - interval '1 day')
        union all
        select
            'emails',
            count(*) filter (where m.finished_at is null),
            min(m.created_at) filter (where m.finished_at is null),
            count(*) filter (where m.finished_at is null and m.last_error is not null),
            count(*) filter (where m.finished_at is not null),
            0
        from notify.emails as m
        where
            m.finished_at is null
            or (m.status = 'failed' and m.finished_at > util.wall_clock() - interval '1 day')
        union all
        select
            'webhook_deliveries',
            count(*) filter (where d.finished_at is null),
            -- What waits for a customer's endpoint to be well again is nobody's delay here.
            min(d.next_attempt_at) filter (
                where d.status = 'pending' and d.next_attempt_at <= util.wall_clock()
            ),
            count(*) filter (where d.finished_at is null and d.error is not null),
            count(*) filter (where d.finished_at is not null),
            0
        from webhooks.deliveries as d
        where
            d.finished_at is null
            or (d.status = 'failed' and d.finished_at > util.wall_clock() - interval '1 day')
        union all
        select
            'jobs',
            count(*) filter (where s.due_at is not null),
            min(s.due_at),
            count(*) filter (where s.retry_at is not null),
            (
                select count(*)
                from jobs.runs as r
                where
                    r.started_at > util.wall_clock() - interval '1 day'
                    and r.outcome in ('failed', 'interrupted')
            ),
            0
        from jobs.states(null) as s
    )

    select
        q.queue,
        q.depth,
        extract(epoch from util.wall_clock() - q.oldest_at)::double precision,
        q.retrying,
        q.failed,
        q.parked,
        (
            select count(*)
            from webhooks.alarms as a
            where
                a.resolved_at is null
                and q.queue = case
                    when a.kind in ('stripe_key_refused', 'answer_not_applied', 'object_lost')
                        then 'stripe_commands'
                    when a.kind = 'customer_state' then 'webhook_deliveries'
                    when a.kind in ('trial_not_ended', 'invariant', 'audit_tampered') then 'jobs'
                    else 'stripe_events'
                end
        )
    from queues as q
$$;

comment on function billing.queue_status() is
'How each queue stands: how much waits or is under way, how long the oldest of it has waited, how
much of it went wrong before and is tried again; what was given up within a day; what is parked until
somebody or something releases it; and what somebody should look at.';

grant execute on function billing.queue_status() to platform_admin;
