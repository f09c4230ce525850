create view admin.invariant_violations
with (security_invoker = true)
as
select
    a.details ->> 'name' as name,
    (a.details ->> 'organization_id')::uuid as organization_id,
    a.details ->> 'detail' as detail,
    (a.details ->> 'times')::bigint as times,
    a.raised_at as found_at
from webhooks.alarms as a
where a.kind = 'invariant' and a.resolved_at is null;

comment on view admin.invariant_violations is
$$What must never be, and is

Empty is healthy. Each broken invariant of each organization with one example and how often it is
broken; organization_id null is the platform. Checked every hour, and soon after
run_job('check_invariants').$$;

grant select on admin.invariant_violations to platform_admin;
