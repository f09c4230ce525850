create view admin.attention
with (security_invoker = true)
as
with clock as materialized (
    select util.now() as now_at
),

found (kind, times, since) as (
    select
        'payment_failing',
        count(*),
        null::timestamptz
    from billing.subscriptions as s
    inner join identity.organizations as o on s.organization_id = o.id
    where s.is_primary and s.status = 'past_due' and not o.is_sandbox
    union all
    select
        'trial_ending',
        count(*),
        null
    from billing.subscriptions as s
    inner join identity.organizations as o on s.organization_id = o.id
    cross join clock as k
    where
        s.is_primary
        and s.status = 'trialing'
        and s.trial_ends_at between k.now_at and k.now_at + interval '7 days'
        and not o.is_sandbox
    union all
    select
        'risk_' || r.risk,
        count(*),
        min(r.found_at)
    from usage.risks as r
    inner join identity.organizations as o on r.organization_id = o.id
    -- Whose payments fail is counted above, at once.
    where r.risk <> 'payment_failing' and not o.is_sandbox
    group by r.risk
    union all
    select
        q.queue || '_failed',
        q.failed,
        null
    from admin.queues as q
    union all
    select
        q.queue || '_parked',
        q.parked,
        null
    from admin.queues as q
    union all
    -- Whatever waits for longer than a quarter of an hour is not being worked on.
    select
        q.queue || '_waiting',
        q.depth,
        util.wall_clock() - make_interval(secs => q.oldest_age_seconds)
    from admin.queues as q
    where q.oldest_age_seconds > 900
    union all
    select
        'job_failing',
        count(*),
        min(j.stalled_since)
    from admin.jobs as j
    where j.failing_clocks > 0 or j.stalled_since is not null
    union all
    select
        'invariant_broken',
        count(*),
        min(v.found_at)
    from admin.invariant_violations as v
    union all
    select
        'alarm_open',
        count(*),
        min(a.raised_at)
    from admin.stripe_alarms as a
    where a.resolved_at is null and a.kind <> 'invariant'
    union all
    select
        'drift_open',
        count(*),
        min(d.found_at)
    from admin.stripe_drift as d
    where d.resolved_at is null
)

select
    f.kind,
    f.times,
    f.since
from found as f
where f.times > 0;

comment on view admin.attention is
$$What somebody should look at today

Customers first: whose payments fail, trials that end within a week, risks; then
what failed within a day, is parked or waits in a queue, jobs, invariants, alarms and differences to
Stripe. Sandboxes are left out. since is the oldest, where that is known. No row at all is healthy.$$;

grant select on admin.attention to platform_admin;
