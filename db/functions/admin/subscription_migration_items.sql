create view admin.subscription_migration_items
with (security_invoker = true)
as
select
    i.migration_id,
    i.organization_id,
    o.name as organization_name,
    i.subscription_id,
    i.status,
    i.refusal,
    i.currency,
    round(i.arr_cents_before / 12.0)::bigint as mrr_cents_before,
    round(i.arr_cents_after / 12.0)::bigint as mrr_cents_after,
    i.handled_at
from billing.migration_items as i
left join identity.organizations as o on i.organization_id = o.id;

comment on view admin.subscription_migration_items is
$$Who moves from one version of a plan to another

One row for each subscription of a migration; refusal says why it stays.$$;

grant select on billing.migration_items to platform_admin;
grant select on admin.subscription_migration_items to platform_admin;
