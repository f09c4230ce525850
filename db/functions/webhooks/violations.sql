create or replace view webhooks.violations
with (security_invoker = true)
as
select
    'stripe_event_stuck' as name,
    null::uuid as organization_id,
    format('event %s has been due since %s', e.id, e.next_attempt_at) as detail
from webhooks.stripe_events as e
where e.next_attempt_at < util.wall_clock() - interval '1 hour'
union all
select
    'stripe_event_parked',
    null,
    format('event %s has been parked since %s', e.id, e.received_at)
from webhooks.stripe_events as e
where e.status = 'parked' and e.received_at < util.wall_clock() - interval '1 day'
union all
select
    'delivery_stuck',
    d.organization_id,
    format('delivery %s has been due since %s', d.id, d.next_attempt_at)
from webhooks.deliveries as d
where d.status = 'pending' and d.next_attempt_at < util.wall_clock() - interval '1 hour'
union all
select
    'delivery_lease_stale',
    d.organization_id,
    format('delivery %s was left at %s', d.id, d.leased_until)
from webhooks.deliveries as d
where d.status = 'sending' and d.leased_until < util.wall_clock() - interval '10 minutes';

comment on view webhooks.violations is
'What must never be of webhooks, in and out. Empty is healthy.';
