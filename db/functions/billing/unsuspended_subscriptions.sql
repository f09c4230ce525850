create or replace view billing.unsuspended_subscriptions
with (security_invoker = true)
as
select
    s.organization_id,
    s.id as subscription_id,
    s.stripe_subscription_id,
    s.stripe_status
from billing.subscriptions as s
cross join
    lateral (
        select o.state
        from billing.order_snapshots(s.stripe_subscription_id) as o
        order by o.position desc
        limit 1
    ) as l
where
    s.source = 'stripe'
    and s.status <> 'canceled'
    and s.hold = 'staff'
    and s.stripe_status in ('trialing', 'active', 'past_due')
    and not l.state ? 'collection_paused'
    and not exists (
        select from billing.stripe_commands as c
        where
            c.organization_id = s.organization_id
            and c.kind in ('subscription.pause', 'subscription.cancel_now')
            and c.params ->> 'subscription_id' = s.id::text
            and c.finished_at is null
    );

comment on view billing.unsuspended_subscriptions is
'What must not be: an organization that the staff have suspended, and that Stripe goes on to bill
though nothing is on its way to pause it. Empty is healthy.';
