create view api.webhook_delivery_attempts
with (security_invoker = true)
as
select
    a.organization_id,
    a.delivery_id,
    a.attempt,
    a.finished_at,
    a.duration_ms,
    a.http_status,
    a.error,
    a.response_excerpt
from webhooks.delivery_attempts as a;

comment on view api.webhook_delivery_attempts is
$$Each attempt to tell an endpoint

Embedded in webhook_deliveries, or read by itself. http_status is null where no answer came; error
says why.$$;

grant select (
    organization_id, delivery_id, attempt, finished_at, duration_ms, http_status, error,
    response_excerpt
) on webhooks.delivery_attempts to authenticated;
grant select on api.webhook_delivery_attempts to authenticated;
