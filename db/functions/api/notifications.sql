create view api.notifications
with (security_invoker = true)
as
select
    e.id,
    e.organization_id,
    e.kind,
    e.status,
    e.created_at,
    e.finished_at
from notify.emails as e;

comment on view api.notifications is
$$What the caller was told by mail about this organization

One row for each letter to the caller, and to nobody else. status: queued, sending, sent; failed (it
could not be delivered), obsolete (it was no longer true when it was to leave), suppressed (the
address is dead, or wanted no more of the kind).$$;

grant select (
    id, organization_id, kind, status, created_at, finished_at
) on notify.emails to authenticated;
grant select on api.notifications to authenticated;
