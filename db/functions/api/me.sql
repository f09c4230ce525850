create view api.me
with (security_invoker = true)
as
select
    u.id,
    u.email,
    u.full_name,
    u.email_verified_at,
    u.created_at,
    identity.current_organization_id() as organization_id,
    identity.current_member_role() as role,
    identity.current_permissions() as permissions,
    identity.current_session_kind() as session_kind
from identity.users as u
where u.id = (select identity.current_user_id());

comment on view api.me is
$$Who asks

One row: the person, and role and permissions in the organization that the token is bound to.
session_kind is user, external (an identity provider vouches for the person), staff, api_key or
impersonation.$$;

grant select (id, email, full_name, email_verified_at, created_at)
on identity.users to authenticated, platform_admin;
-- The policy of users asks who belongs to the organization.
grant select (organization_id, user_id) on identity.memberships to authenticated;
grant select on api.me to authenticated, platform_admin;
