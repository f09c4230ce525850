create or replace function billing.write_subscription_items(
    subscription billing.subscriptions, items jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from billing.subscription_items as i
    where
        i.organization_id = (write_subscription_items.subscription).organization_id
        and i.subscription_id = (write_subscription_items.subscription).id
        and i.position > jsonb_array_length(write_subscription_items.items);

    insert into billing.subscription_items as i (
        organization_id, subscription_id, position, price_id, quantity, unit_amount_cents,
        currency, stripe_item_id
    )
    select
        (write_subscription_items.subscription).organization_id,
        (write_subscription_items.subscription).id,
        p.position,
        p.price_id,
        (p.item ->> 'quantity')::bigint,
        coalesce(round((p.item ->> 'unit_amount')::numeric), 0)::bigint,
        (write_subscription_items.subscription).currency,
        p.item ->> 'id'
    from billing.subscription_item_prices(write_subscription_items.items) as p
    on conflict on constraint subscription_items_subscription_id_position_key do update
        set
            price_id = excluded.price_id,
            quantity = excluded.quantity,
            unit_amount_cents = excluded.unit_amount_cents,
            currency = excluded.currency,
            stripe_item_id = excluded.stripe_item_id
        where
            (i.price_id, i.quantity, i.unit_amount_cents, i.currency, i.stripe_item_id)
            is distinct from (
                excluded.price_id, excluded.quantity, excluded.unit_amount_cents,
                excluded.currency, excluded.stripe_item_id
            );
end
$$;

comment on function billing.write_subscription_items(billing.subscriptions, jsonb) is
'Brings the items of a subscription to those of its normal form, the plan first.';
