create view admin.members
with (security_invoker = true)
as
select
    m.organization_id,
    m.user_id,
    u.email,
    u.full_name,
    m.role,
    u.disabled_at,
    m.created_at
from identity.memberships as m
inner join identity.users as u on m.user_id = u.id;

comment on view admin.members is
$$Who belongs to which organization

One row for each person and organization, with the role there. user_id is what impersonate asks for.$$;

grant select (organization_id, user_id, role, created_at) on identity.memberships
to platform_admin;
grant select on admin.members to platform_admin;
