create view api.organizations
with (security_invoker = true)
as
select
    o.id,
    o.name,
    o.role,
    o.is_sandbox,
    o.created_at,
    o.id = (select identity.current_organization_id()) as is_current
from identity.my_organizations() as o;

comment on view api.organizations is
$$The caller's organizations

One row for each membership, with the caller's role; switch_organization binds the session to
another of them.$$;

grant select on api.organizations to authenticated;
