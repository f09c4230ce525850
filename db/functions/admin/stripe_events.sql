create view admin.stripe_events
with (security_invoker = true)
as
select
    e.id,
    e.type,
    e.object_kind,
    e.object_id,
    o.organization_id,
    g.name as organization_name,
    e.api_version,
    e.livemode,
    e.status,
    e.attempts,
    e.next_attempt_at,
    e.error,
    e.created_at,
    e.received_at,
    e.applied_at,
    case
        when e.status in ('pending', 'failed', 'parked')
            then extract(epoch from util.wall_clock() - e.received_at)::double precision
    end as waiting_seconds
from webhooks.stripe_events as e
left join billing.stripe_objects as o on e.object_id = o.stripe_id
left join identity.organizations as g on o.organization_id = g.id;

comment on view admin.stripe_events is
$$What Stripe told us, and what became of it

Parked ones wait for something unknown, or for a person; error says what went wrong.
organization_id is null until the object is
known to be somebody's.$$;

grant select (
    id, type, object_kind, object_id, api_version, livemode, status, attempts, next_attempt_at,
    error, created_at, received_at, applied_at
) on webhooks.stripe_events to platform_admin;
grant select (stripe_id, organization_id) on billing.stripe_objects to platform_admin;
grant select on admin.stripe_events to platform_admin;
