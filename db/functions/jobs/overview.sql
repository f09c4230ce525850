create or replace function jobs.overview()
returns table (
    name text,
    schedule text,
    is_per_clock boolean,
    timeout_seconds integer,
    description text,
    running_since timestamptz,
    stalled_since timestamptz,
    requested_at timestamptz,
    retry_at timestamptz,
    next_run_at timestamptz,
    last_run_id bigint,
    last_started_at timestamptz,
    last_finished_at timestamptz,
    last_outcome text,
    last_rows_handled bigint,
    last_error text,
    failing_clocks bigint
)
language sql
stable
security definer -- looks at locks and schedules with functions that nobody else may call
set search_path = ''
as $$
    select
        g.name,
        g.schedule,
        g.is_per_clock,
        g.timeout_seconds,
        g.description,
        s.running_since,
        s.stalled_since,
        g.requested_at,
        s.retry_at,
        jobs.next_slot(g.schedule, util.wall_clock()),
        r.id,
        r.started_at,
        r.finished_at,
        r.outcome,
        r.rows_handled,
        r.error,
        (
            select count(*)
            from jobs.runs as f
            where f.job_name = g.name and f.retry_at is not null
        )
    from jobs.registry as g
    inner join jobs.states(null) as s on g.name = s.name
    left join jobs.runs as r on s.last_run_id = r.id
$$;

comment on function jobs.overview() is
'Each job with what it does now and what became of its last run for the platform''s clock.
failing_clocks counts the clocks, the platform''s among them, for which it has to be tried again.';

grant execute on function jobs.overview() to platform_admin;
