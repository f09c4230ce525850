create or replace view jobs.violations
with (security_invoker = true)
as
select
    'job_overdue' as name,
    null::uuid as organization_id,
    format('%s has been due since %s', s.name, s.due_at) as detail
from jobs.states(null) as s
where s.due_at < util.wall_clock() - interval '1 hour';

comment on view jobs.violations is 'What must never be of jobs. Empty is healthy.';
