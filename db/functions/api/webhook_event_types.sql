create view api.webhook_event_types
with (security_invoker = true)
as
select
    t.type,
    t.description
from webhooks.event_types as t
where t.is_subscribable;

comment on view api.webhook_event_types is
$$What a webhook endpoint can ask for

The types of events that create_webhook_endpoint takes; * stands for all of them.$$;

grant select (type, description, is_subscribable) on webhooks.event_types to authenticated;
grant select on api.webhook_event_types to authenticated;
