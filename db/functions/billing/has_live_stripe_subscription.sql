create or replace function billing.has_live_stripe_subscription(organization_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
    select exists (
        select
        from billing.subscriptions as s
        where
            s.organization_id = has_live_stripe_subscription.organization_id
            and s.source = 'stripe'
            and s.status <> 'canceled'
            -- Whoever has not paid the first bill yet may start over.
            and s.stripe_status <> 'incomplete'
    )
$$;

comment on function billing.has_live_stripe_subscription(uuid) is
'Whether Stripe bills the organization, so that what changes its bills is asked of Stripe.';
