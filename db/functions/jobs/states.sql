create or replace function jobs.states(of_job text)
returns table (
    name text,
    last_run_id bigint,
    running_since timestamptz,
    stalled_since timestamptz,
    retry_at timestamptz,
    due_at timestamptz,
    due_reason text
)
language sql
stable
set search_path = ''
as $$
    select
        g.name,
        l.id,
        case when h.pid is not null then u.unfinished_since end,
        case when h.pid is null then u.unfinished_since end,
        u.retry_at,
        d.at,
        d.reason
    from (
        select
            w.at,
            -- Leaves pg_cron the time to start it at its own entry.
            w.at - case
                when jobs.has_cron() then interval '30 seconds' else interval '0'
            end as scheduled_until
        from util.wall_clock() as w (at)
    ) as n
    cross join jobs.registry as g
    cross join jobs.lock_key(g.name) as k
    left join jobs.lock_holders() as h on k.key = h.key
    left join lateral (
        select
            r.id,
            r.started_at
        from jobs.runs as r
        where r.job_name = g.name and r.organization_id is null
        order by r.id desc
        limit 1
    ) as l on true
    left join lateral (
        select
            min(r.started_at) filter (where r.finished_at is null) as unfinished_since,
            max(r.attempt) filter (where r.finished_at is null) as attempt,
            min(r.retry_at) as retry_at
        from jobs.runs as r
        where r.job_name = g.name and (r.finished_at is null or r.retry_at is not null)
    ) as u on true
    left join lateral (
        select
            c.at,
            c.reason
        from (
            values
            (g.requested_at, 'request', 1),
            (
                -- One that ends its session each time it runs is not taken up at once each time.
                u.unfinished_since + case
                    when u.attempt > 1 then jobs.retry_delay(u.attempt - 1)
                    else interval '0'
                end,
                'stalled',
                2
            ),
            (u.retry_at, 'retry', 3),
            (
                jobs.last_slot(
                    g.schedule,
                    greatest(g.registered_at, l.started_at),
                    n.scheduled_until
                ),
                'schedule',
                4
            )
        ) as c (at, reason, precedence)
        where c.at <= n.at
        order by c.precedence
        limit 1
    ) as d on h.pid is null
    where states.of_job is null or g.name = states.of_job
$$;

comment on function jobs.states(text) is
'What each job, or one, is doing: since when it runs or stands still, and whether it is due and why.
Due is what was asked for, what a session left unfinished when it ended, what failed and has rested,
and what its schedule has called for since it last began, however often.';
