create view api.webhook_endpoints
with (security_invoker = true)
as
select
    e.id,
    e.organization_id,
    e.url,
    e.event_types,
    e.description,
    e.disabled_at is null as is_enabled,
    e.disabled_at,
    e.disabled_reason,
    e.failing_since_at,
    e.created_by,
    e.created_at
from webhooks.endpoints as e
where e.deleted_at is null;

comment on view api.webhook_endpoints is
$$Where the organization is told of events

For those who may manage API keys and webhooks. disabled_reason is by_hand, gone (it answered 410) or
failing (nothing got through for five days). Its key is shown when it is made, and never again.$$;

grant select (
    organization_id, id, url, event_types, description, disabled_at, disabled_reason,
    failing_since_at, created_by, created_at, deleted_at
) on webhooks.endpoints to authenticated;
grant select on api.webhook_endpoints to authenticated;
