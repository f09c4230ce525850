create view api.organization
with (security_invoker = true)
as
select
    o.id,
    o.name,
    o.is_sandbox,
    o.created_at,
    util.now(o.id) as current_at,
    o.is_second_factor_required
from identity.organizations as o
where o.id = (select identity.current_organization_id());

comment on view api.organization is
$$The organization that the token is bound to

One row. current_at is its business time: a sandbox organization may have a clock of its own.$$;

grant select (id, name, is_sandbox, created_at, is_second_factor_required)
on identity.organizations to authenticated;
grant select on api.organization to authenticated;
