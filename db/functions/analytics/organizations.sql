create view analytics.organizations
with (security_invoker = true)
as
select
    o.id as organization_id,
    case when n.is_shown then o.name end as name,
    coalesce(case when n.is_shown then c.customer_id end, o.id::text) as customer_id
from identity.organizations as o
left join billing.imported_customers as c on o.id = c.organization_id
cross join (
    select
        util.setting('analyst_sees_names')::boolean
        or current_user = 'platform_admin'
        or pg_has_role('unison_owner', 'usage') as is_shown
) as n
where not o.is_sandbox;

comment on view analytics.organizations is
$$The customers that the figures speak of, and what they are called

customer_id is the id in the tool from which a customer was imported, otherwise the
organization's. Sandboxes are left out. Analysts see names and foreign ids only if the setting
analyst_sees_names says so: they may be those of persons.$$;

grant select (id, name, is_sandbox) on identity.organizations to platform_admin, analyst;
grant select on billing.imported_customers to platform_admin, analyst;
grant select on analytics.organizations to platform_admin, analyst;
