create or replace view audit.violations
with (security_invoker = true)
as
select
    'audit_unsealed' as name,
    null::uuid as organization_id,
    format('entry %s is older than an hour and not sealed', min(e.id)) as detail
from audit.entries as e
where
    e.id > coalesce((select max(s.last_id) from audit.seals as s), 0)
    and e.occurred_at < util.wall_clock() - interval '1 hour'
having count(*) > 0;

comment on view audit.violations is 'What must never be of the audit. Empty is healthy.';
