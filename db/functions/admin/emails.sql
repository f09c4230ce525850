create view admin.emails
with (security_invoker = true)
as
select
    e.id,
    e.organization_id,
    e.user_id,
    e.kind,
    e.recipient,
    e.status,
    e.attempts,
    e.next_attempt_at,
    e.last_error,
    e.created_at,
    e.finished_at
from notify.emails as e;

comment on view admin.emails is
$$All letters, sent and waiting

Without what stands in them: links in there act for their reader.$$;

grant select (
    id, organization_id, user_id, kind, recipient, status, attempts, next_attempt_at, last_error,
    created_at, finished_at
) on notify.emails to platform_admin;
grant select on admin.emails to platform_admin;
