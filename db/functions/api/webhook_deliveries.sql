create view api.webhook_deliveries
with (security_invoker = true)
as
select
    d.id,
    d.organization_id,
    d.endpoint_id,
    d.event_id,
    e.type as event_type,
    e.data as event_data,
    e.occurred_at,
    d.status,
    d.attempts,
    case when d.finished_at is null then d.next_attempt_at end as next_attempt_at,
    d.http_status,
    d.error,
    d.response_excerpt,
    d.duration_ms,
    d.created_at,
    d.finished_at
from webhooks.deliveries as d
inner join webhooks.events as e on d.organization_id = e.organization_id and d.event_id = e.id;

comment on view api.webhook_deliveries is
$$What the organization's endpoints were told, and whether they heard it

One row for each event and endpoint of the last 30 days. status is pending, sending, succeeded or
failed; http_status to duration_ms tell of the latest attempt, webhook_delivery_attempts of each.
event_id is what the header webhook-id carries.$$;

grant select (
    id, organization_id, endpoint_id, event_id, status, attempts, next_attempt_at, http_status,
    error, response_excerpt, duration_ms, created_at, finished_at
) on webhooks.deliveries to authenticated;
grant select (organization_id, id, type, data, occurred_at) on webhooks.events to authenticated;
grant select on api.webhook_deliveries to authenticated;
