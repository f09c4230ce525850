create or replace function catalog.current_stripe_price_id(price_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
    select s.stripe_price_id
    from catalog.stripe_prices as s
    where s.price_id = current_stripe_price_id.price_id
    order by s.linked_at desc, s.stripe_price_id asc
    limit 1
$$;

comment on function catalog.current_stripe_price_id(uuid) is
'The Stripe price to sell a price with: the one linked last. Null when Stripe has none.';
