create or replace function jobs.overdue_processes()
returns integer[]
language sql
stable
security definer -- pg_cron's role may read no table
set search_path = ''
as $$
    select array_agg(a.pid)
    from jobs.runs as r
    inner join jobs.registry as g on r.job_name = g.name
    cross join jobs.lock_key(g.name) as k
    inner join jobs.lock_holders() as h on k.key = h.key
    inner join pg_catalog.pg_stat_activity as a on h.pid = a.pid
    where
        r.finished_at is null
        and r.started_at + make_interval(secs => g.timeout_seconds) < util.wall_clock()
        -- Another role's sessions are not the caller's to cancel.
        and a.usename = session_user
$$;

comment on function jobs.overdue_processes() is
'Sessions of the caller''s role whose job has run for longer than it may; null if there is none.';

grant execute on function jobs.overdue_processes() to cron_runner;
