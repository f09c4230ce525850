create or replace function billing.plan_change_items(
    subscription billing.subscriptions, price_id uuid
)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select
        case
            when bool_and(n.stripe_price_id is not null)
                then jsonb_agg(
                    jsonb_build_object(
                        'id', i.stripe_item_id,
                        'price', n.stripe_price_id,
                        'quantity', i.quantity
                    )
                    order by i.position
                )
        end
    from billing.subscription_items as i
    inner join catalog.prices as p on i.price_id = p.id
    inner join catalog.prices as t
        on plan_change_items.price_id = t.id and t.plan_version_id is not null
    left join catalog.prices as a
        on p.add_on_code = a.add_on_code and t.cycle = a.cycle and t.currency = a.currency
    cross join lateral (
        select catalog.current_stripe_price_id(
            case when p.plan_version_id is null then a.id else t.id end
        ) as stripe_price_id
    ) as n
    where
        i.organization_id = (plan_change_items.subscription).organization_id
        and i.subscription_id = (plan_change_items.subscription).id
        and (
            (i.position = 1 and p.plan_version_id is not null)
            or (p.add_on_code is not null and p.cycle <> t.cycle)
        )
$$;

comment on function billing.plan_change_items(billing.subscriptions, uuid) is
'What Stripe is told to put a subscription on another price of a plan, its add-ons with it when the
cycle changes, for the items of one subscription share an interval. Null when Stripe does not know
what it would need.';
