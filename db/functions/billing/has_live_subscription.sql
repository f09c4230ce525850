create or replace function billing.has_live_subscription(organization_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
    select exists (
        select
        from billing.subscriptions as s
        where
            s.organization_id = has_live_subscription.organization_id
            and s.source in ('stripe', 'manual')
            and s.status <> 'canceled'
            -- Whoever has not paid the first bill yet may start over.
            and s.stripe_status is distinct from 'incomplete'
    )
$$;

comment on function billing.has_live_subscription(uuid) is
'Whether the organization is billed already, by Stripe or by us, so that another subscription would
bill it twice.';
