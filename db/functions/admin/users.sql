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
    u.erased_at,
    (
        select count(*)
        from identity.memberships as m
        where m.user_id = u.id
    ) as organizations,
    (
        select max(s.created_at)
        from identity.sessions as s
        where s.user_id = u.id and s.kind in ('user', 'staff', 'external')
    ) as last_signed_in_at,
    identity.has_second_factor(u.id) as has_second_factor
from identity.users as u;

comment on view admin.users is
$$All people who can sign in

Customers and staff, without anything secret.$$;

grant select (id, kind, email, full_name, email_verified_at, disabled_at, created_at, erased_at)
on identity.users
to platform_admin;
grant select (user_id, enrolled_at) on identity.second_factors to platform_admin;
grant execute on function identity.has_second_factor(uuid) to platform_admin;
grant select on admin.users to platform_admin;
