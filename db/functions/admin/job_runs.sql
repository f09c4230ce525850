create view admin.job_runs
with (security_invoker = true)
as
select
    r.id,
    r.job_name,
    r.organization_id,
    r.clock_at,
    r.reason,
    r.requested_by,
    r.run_by,
    r.attempt,
    r.started_at,
    r.finished_at,
    r.outcome,
    r.rows_handled,
    r.error,
    r.retry_at
from jobs.runs as r;

comment on view admin.job_runs is
$$What became of each run of a job

One row for each clock: organization_id names the sandbox organization, null is the platform. Without
outcome it is under way, or its session has ended and the next tick takes it up.$$;

grant select on jobs.runs to platform_admin;
grant select on admin.job_runs to platform_admin;
