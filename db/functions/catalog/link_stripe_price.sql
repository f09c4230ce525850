create or replace function catalog.link_stripe_price(
    lookup_key text, stripe_price_id text, stripe_product_id text
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_price_id uuid;
begin
    select p.id into v_price_id
    from catalog.prices as p
    where p.lookup_key = link_stripe_price.lookup_key;

    if v_price_id is null then
        perform util.fail(
            404, 'price_not_found', 'No price has this lookup key',
            jsonb_build_object('lookup_key', link_stripe_price.lookup_key)
        );
    end if;

    insert into catalog.stripe_prices as s (stripe_price_id, stripe_product_id, price_id, linked_at)
    values (
        link_stripe_price.stripe_price_id, link_stripe_price.stripe_product_id,
        v_price_id, util.wall_clock()
    )
    on conflict on constraint stripe_prices_pkey do update
        set stripe_product_id = excluded.stripe_product_id, linked_at = excluded.linked_at
        where s.price_id = excluded.price_id;

    -- What was sold under a Stripe price must never become another of our prices.
    if not found then
        perform util.fail(
            409, 'price_already_linked', 'This Stripe price stands for another price',
            jsonb_build_object(
                'lookup_key', link_stripe_price.lookup_key,
                'stripe_price_id', link_stripe_price.stripe_price_id
            )
        );
    end if;
end
$$;

comment on function catalog.link_stripe_price(text, text, text) is
'Remember which Stripe price stands for ours. Linking again makes it the one to sell with.';
