create view admin.sessions
with (security_invoker = true)
as
select
    s.id,
    s.kind,
    s.user_id,
    u.email,
    s.organization_id,
    o.name as organization_name,
    s.acting_staff_id,
    a.email as acting_staff_name,
    s.is_read_only,
    s.created_at,
    s.last_used_at,
    s.expires_at,
    s.revoked_at,
    s.revoked_reason,
    s.revoked_at is null and s.expires_at > util.wall_clock() as is_live
from identity.sessions as s
inner join identity.users as u on s.user_id = u.id
left join identity.organizations as o on s.organization_id = o.id
left join identity.users as a on s.acting_staff_id = a.id;

comment on view admin.sessions is
$$Who has signed in, where and until when

Of people, of the staff, by API keys and in somebody's place; how it ended, if it has. end_sessions ends
those of a person.$$;

grant select (
    id, kind, user_id, organization_id, acting_staff_id, is_read_only, created_at, expires_at,
    revoked_at, revoked_reason
) on identity.sessions to platform_admin;
grant select on admin.sessions to platform_admin;
