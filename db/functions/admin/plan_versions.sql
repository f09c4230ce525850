create view admin.plan_versions
with (security_invoker = true)
as
select
    v.id,
    v.plan_code,
    v.version,
    v.published_at,
    v.published_by,
    v.reason,
    v.id = c.plan_version_id as is_current,
    (
        select count(*)
        from billing.subscriptions as s
        where s.plan_version_id = v.id and s.source <> 'trial' and s.status <> 'canceled'
    ) as subscriptions
from catalog.plan_versions as v
left join catalog.current_plan_versions() as c on v.plan_code = c.plan_code;

comment on view admin.plan_versions is
$$Versions of the plans

What was ever on sale, who published it and why, whether it is sold now, and how many live
subscriptions have it.$$;

grant select (id, plan_code, version, published_at, published_by, reason)
on table catalog.plan_versions to platform_admin;
grant select on admin.plan_versions to platform_admin;
