create or replace function billing.discounts_in_force(
    subscription billing.subscriptions, at timestamptz
)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select coalesce(jsonb_agg(d.terms order by d.position), '[]')
    from (
        select o.state
        from billing.order_snapshots((subscription).stripe_subscription_id) as o
        order by o.position desc
        limit 1
    ) as s
    left join lateral (
        select o.state
        from billing.order_snapshots(s.state ->> 'customer') as o
        order by o.position desc
        limit 1
    ) as c on true
    cross join lateral jsonb_array_elements(billing.discount_terms(
        (subscription).organization_id,
        coalesce(
            s.state -> 'discounts',
            case when c.state ? 'discount' then jsonb_build_array(c.state -> 'discount') end
        )
    )) with ordinality as d (terms, position)
    where coalesce(billing.epoch_time(d.terms -> 'end') > discounts_in_force.at, true)
$$;

comment on function billing.discounts_in_force(billing.subscriptions, timestamptz) is
'The discounts that an invoice of this moment would have, also those for one use, in Stripe''s
order: the subscription''s, or without any its customer''s.';
