create or replace function billing.platform_figures()
returns table (figure text, label text, value double precision)
language sql
stable
security definer -- looks at jobs and cases that nobody else may read
set search_path = ''
as $$
    with jobs_now as materialized (
        select s.*
        from jobs.states(null) as s
    ),

    failures as (
        select
            r.job_name,
            count(*) filter (
                where
                r.started_at > util.wall_clock() - interval '1 hour'
                and r.outcome in ('failed', 'interrupted')
            ) as failed,
            count(*) filter (where r.retry_at is not null) as failing
        from jobs.runs as r
        where r.started_at > util.wall_clock() - interval '1 hour' or r.retry_at is not null
        group by r.job_name
    )

    select
        'job_failed_runs',
        g.name,
        coalesce(f.failed, 0)::double precision
    from jobs.registry as g
    left join failures as f on g.name = f.job_name
    union all
    select
        'job_failing_clocks',
        g.name,
        coalesce(f.failing, 0)
    from jobs.registry as g
    left join failures as f on g.name = f.job_name
    union all
    select
        'job_stalled_seconds',
        s.name,
        coalesce(extract(epoch from util.wall_clock() - s.stalled_since), 0)
    from jobs_now as s
    union all
    select
        'dunned_invoices',
        null,
        count(*)
    from billing.dunning_cases as c
    where c.closed_at is null
    union all
    select
        'payments_failed_recently',
        null,
        count(*)
    from billing.dunning_cases as c
    where c.closed_at is null and c.opened_at > util.now() - interval '1 hour'
    union all
    select
        'subscriptions',
        s.status,
        count(*)
    from billing.subscriptions as s
    where s.is_primary
    group by s.status
    union all
    select
        'invariant_violations',
        coalesce(a.details ->> 'name', a.subject),
        count(*)
    from webhooks.alarms as a
    where a.kind = 'invariant' and a.resolved_at is null
    group by 2
    union all
    select
        'worker_heartbeat_age_seconds',
        null,
        extract(epoch from util.wall_clock() - jobs.last_heartbeat_at())
    where jobs.last_heartbeat_at() is not null
$$;

comment on function billing.platform_figures() is
$$What is watched besides queues, as figures of this moment

job_failed_runs (within an hour failed or ended by a killed session), job_failing_clocks (to be tried
again) and job_stalled_seconds (since when an unfinished run has no session) by job; dunned_invoices, and
payments_failed_recently of them within an hour; subscriptions by status;
invariant_violations by what must never be, and is; worker_heartbeat_age_seconds.$$;
