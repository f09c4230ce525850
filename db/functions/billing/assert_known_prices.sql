create or replace function billing.assert_known_prices(state jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
    v_unknown text[];
begin
    select array_agg(i.item ->> 'price' order by i.item ->> 'price') into v_unknown
    from jsonb_array_elements(state -> 'items') as i (item)
    where
        not exists (
            select
            from catalog.stripe_prices as p
            where p.stripe_price_id = i.item ->> 'price'
        );

    if v_unknown is not null then
        raise sqlstate 'ST002' using
            message = format('No price of the catalogue stands for %s', v_unknown[1]),
            detail = array_to_json(v_unknown)::text;
    end if;
end
$$;

comment on function billing.assert_known_prices(jsonb) is
'Fails with ST002 and Stripe''s price ids when a subscription has items that are not in the catalogue.';
