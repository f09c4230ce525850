create view admin.stripe_drift
with (security_invoker = true)
as
select
    d.id,
    d.organization_id,
    o.name as organization_name,
    d.object_kind,
    d.object_id,
    d.side,
    d.field,
    d.ours,
    d.theirs,
    d.found_at,
    d.resolved_at,
    d.resolution
from billing.stripe_drifts as d
left join identity.organizations as o on d.organization_id = o.id;

comment on view admin.stripe_drift is
$$Where we and Stripe differed

One row for each field; resolved_at is null while it still differs, and the setting stripe_drift_policy
says whether that is repaired. side stripe: it says something else than we last heard. side rows: our
tables say something else than we heard. The field row: only one side has the object.$$;

grant select on billing.stripe_drifts to platform_admin;
grant select on admin.stripe_drift to platform_admin;
