create view admin.tier_overrides
with (security_invoker = true)
as
select
    t.id,
    t.organization_id,
    v.plan_code,
    v.version as plan_version,
    t.reason,
    t.granted_by,
    t.created_at,
    t.expires_at,
    t.revoked_at,
    t.revoked_by,
    t.revoked_reason,
    t.revoked_at is null
    and (t.expires_at is null or t.expires_at > util.now(t.organization_id)) as in_force
from usage.tier_overrides as t
inner join catalog.plan_versions as v on t.plan_version_id = v.id;

comment on view admin.tier_overrides is
$$Whose entitlements the staff have set to those of another plan

All there have ever been, with who and why; in_force tells which count now.$$;

grant select on usage.tier_overrides to platform_admin;
grant select on admin.tier_overrides to platform_admin;
