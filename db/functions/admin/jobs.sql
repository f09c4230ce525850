create view admin.jobs
with (security_invoker = true)
as
select
    j.name,
    j.schedule,
    j.is_per_clock,
    j.timeout_seconds,
    j.description,
    j.running_since,
    j.stalled_since,
    j.requested_at,
    j.retry_at,
    j.next_run_at,
    j.last_run_id,
    j.last_started_at,
    j.last_finished_at,
    j.last_outcome,
    j.last_rows_handled,
    j.last_error,
    j.failing_clocks
from jobs.overview() as j;

comment on view admin.jobs is
$$What runs by itself

With its schedule in UTC, what it does now, and what became of its last run. failing_clocks is not 0
where it has to be tried again: for the platform, or for a sandbox organization.$$;

grant select on admin.jobs to platform_admin;
