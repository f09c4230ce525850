create view admin.users
with (security_invoker = true)
as
select
    u.id,
    u.kind,
    u.email,
    u.full_name,
    u.email_verified_at,
    u.disabled_at,
    u.created_at,
    (
        select count(*)
        from identity.memberships as m
        where m.user_id = u.id
    ) as organizations
from identity.users as u;

comment on view admin.users is
$$All people who can sign in

Customers and staff, without anything secret.$$;

grant select (id, kind, email, full_name, email_verified_at, disabled_at, created_at)
on identity.users
to platform_admin;
grant select on admin.users to platform_admin;
