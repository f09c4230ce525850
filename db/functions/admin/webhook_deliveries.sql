create view admin.webhook_deliveries
with (security_invoker = true)
as
select
    d.id,
    d.organization_id,
    o.name as organization_name,
    d.endpoint_id,
    p.url,
    p.disabled_at is not null as is_endpoint_disabled,
    d.event_id,
    e.type as event_type,
    d.status,
    d.attempts,
    case when d.finished_at is null then d.next_attempt_at end as next_attempt_at,
    d.http_status,
    d.error,
    d.duration_ms,
    d.created_at,
    d.finished_at,
    d.requeued_at,
    d.requeued_by,
    d.requeue_reason
from webhooks.deliveries as d
inner join webhooks.endpoints as p
    on d.organization_id = p.organization_id and d.endpoint_id = p.id
inner join webhooks.events as e on d.organization_id = e.organization_id and d.event_id = e.id
left join identity.organizations as o on d.organization_id = o.id;

comment on view admin.webhook_deliveries is
$$What customers' endpoints were told, and whether they heard it

Without what was said. The last 30 days; retry_delivery sends one again.$$;

grant select (
    id, organization_id, endpoint_id, event_id, status, attempts, next_attempt_at, http_status,
    error, duration_ms, created_at, finished_at, requeued_at, requeued_by, requeue_reason
) on webhooks.deliveries to platform_admin;
grant select (organization_id, id, url, disabled_at) on webhooks.endpoints to platform_admin;
grant select (organization_id, id, type) on webhooks.events to platform_admin;
grant select on admin.webhook_deliveries to platform_admin;
