create view admin.entitlement_overrides
with (security_invoker = true)
as
select
    o.id,
    o.organization_id,
    o.feature_code as feature,
    o.is_granted as granted,
    o.limit_value,
    o.reason,
    o.granted_by,
    o.created_at,
    o.expires_at,
    o.revoked_at,
    o.revoked_by,
    o.revoked_reason,
    o.revoked_at is null
    and (o.expires_at is null or o.expires_at > util.now(o.organization_id)) as in_force
from usage.overrides as o;

comment on view admin.entitlement_overrides is
$$What the staff has granted or denied

All overrides there have ever been, with who and why; in_force tells which count now.$$;

grant select on usage.overrides to platform_admin;
grant select on admin.entitlement_overrides to platform_admin;
