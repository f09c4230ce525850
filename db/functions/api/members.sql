create view api.members
with (security_invoker = true)
as
select
    m.user_id as id,
    m.organization_id,
    m.user_id,
    u.email,
    u.full_name,
    m.role,
    m.created_at
from identity.memberships as m
inner join identity.users as u on m.user_id = u.id
where m.organization_id = (select identity.current_organization_id());

comment on view api.members is
$$The members of the organization

One row for each person, with address and role. id is the person's.$$;

grant select (organization_id, user_id, role, created_at)
on identity.memberships to authenticated;
grant select (id, email, full_name) on identity.users to authenticated;
grant select on api.members to authenticated;
