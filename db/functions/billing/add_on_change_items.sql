create or replace function billing.add_on_change_items(
    subscription billing.subscriptions, add_on_code text, quantity bigint
)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_array(c.change)
    from (
        select
            case
                when i.stripe_item_id is not null and add_on_change_items.quantity = 0
                    then jsonb_build_object('id', i.stripe_item_id, 'deleted', true)
                when i.stripe_item_id is not null
                    then jsonb_build_object(
                        'id', i.stripe_item_id, 'quantity', add_on_change_items.quantity
                    )
                when add_on_change_items.quantity > 0
                    then jsonb_build_object(
                        'price', s.stripe_price_id, 'quantity', add_on_change_items.quantity
                    )
            end as change
        from catalog.prices as p
        cross join lateral catalog.current_stripe_price_id(p.id) as s (stripe_price_id)
        left join billing.subscription_items as i
            on
                i.organization_id = (add_on_change_items.subscription).organization_id
                and i.subscription_id = (add_on_change_items.subscription).id
                and p.id = i.price_id
        where
            p.add_on_code = add_on_change_items.add_on_code
            and p.cycle = (add_on_change_items.subscription).cycle
            and p.currency = (add_on_change_items.subscription).currency
    ) as c
    where c.change is not null and c.change -> 'price' is distinct from 'null'
$$;

comment on function billing.add_on_change_items(billing.subscriptions, text, bigint) is
'What Stripe is told to have so much of an add-on beside the plan: added, changed, or taken away
with 0. Null when there is nothing to take away, or when Stripe has no price for it.';
