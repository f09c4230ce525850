create view admin.audit_log
with (security_invoker = true)
as
select
    e.id,
    e.organization_id,
    e.occurred_at,
    e.actor_kind,
    e.actor_id,
    coalesce(u.email, e.actor_name) as actor_name,
    e.acting_staff_id,
    a.email as acting_staff_name,
    e.api_key_id,
    e.session_id,
    e.request,
    e.request_id,
    e.action,
    e.subject_kind,
    e.subject_id,
    e.reason,
    audit.revealed_values(e.before) as before,
    audit.revealed_values(e.after) as after
from audit.entries as e
left join identity.users as u on e.actor_id = u.id
left join identity.users as a on e.acting_staff_id = a.id;

comment on view admin.audit_log is
$$Who changed what, and why

Every change of what tenants see or what needs a privilege, also by SQL, written in the transaction
that made it; secrets are ***, and erased is what a person's erasure has made unreadable. Page by id.$$;

grant select on audit.entries to platform_admin;
grant select on admin.audit_log to platform_admin;
