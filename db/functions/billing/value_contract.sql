create or replace function billing.value_contract(
    organization_id uuid,
    state jsonb,
    at timestamptz,
    out plan_version_id uuid,
    out cycle text,
    out items jsonb,
    out discount jsonb,
    out list_arr_cents bigint,
    out net_arr_cents bigint
)
language plpgsql
stable
set search_path = ''
as $$
declare
    v_prices jsonb[];
    v_list bigint[];
    v_net bigint[];
    v_first jsonb;
    v_discount record;
    v_applied jsonb := jsonb_build_array();
begin
    select
        array_agg(
            jsonb_build_object('price_id', p.price_id, 'kind', p.kind, 'code', p.code)
            || p.item
            order by p.position
        ),
        array_agg((p.item ->> 'list_arr')::bigint order by p.position),
        (array_agg(p.item order by p.position))[1],
        (array_agg(p.plan_version_id order by p.position))[1]
    into v_prices, v_list, v_first, value_contract.plan_version_id
    from billing.subscription_item_prices(state -> 'items') as p;

    value_contract.cycle = case v_first ->> 'interval' || (v_first ->> 'interval_count')
        when 'day1' then 'daily'
        when 'week1' then 'weekly'
        when 'month1' then 'monthly'
        when 'month3' then 'quarterly'
        when 'month12' then 'annual'
        when 'year1' then 'annual'
    end;
    v_net = v_list;

    if billing.subscription_discounts(state) is not null then
        for v_discount in
            select
                d.terms,
                d.item_id
            from (
                select
                    t.terms,
                    i.item ->> 'id' as item_id,
                    i.position as outer_position,
                    t.position as inner_position
                from unnest(v_prices) with ordinality as i (item, position)
                cross join lateral jsonb_array_elements(
                    billing.discount_terms(value_contract.organization_id, i.item -> 'discounts')
                ) with ordinality as t (terms, position)
                union all
                -- Stripe takes off what belongs to an item first, then what belongs to the whole.
                select
                    t.terms,
                    null,
                    null,
                    t.position
                from jsonb_array_elements(
                    billing.discount_terms(value_contract.organization_id, state -> 'discounts')
                ) with ordinality as t (terms, position)
            ) as d
            where
                d.terms ->> 'duration' in ('forever', 'repeating')
                and coalesce(billing.epoch_time(d.terms, 'end') > value_contract.at, true)
                and coalesce(d.terms ->> 'currency' = state ->> 'currency', true)
            order by d.outer_position nulls last, d.inner_position
        loop
            v_net = billing.apply_discount(
                v_net,
                (
                    select array_agg(
                        coalesce(i.item ->> 'id' = v_discount.item_id, true)
                        and coalesce(v_discount.terms -> 'products' ? (i.item ->> 'product'), true)
                        order by i.position
                    )
                    from unnest(v_prices) with ordinality as i (item, position)
                ),
                (v_discount.terms ->> 'percent_off')::numeric,
                billing.annualize_cents(
                    (v_discount.terms ->> 'amount_off')::bigint,
                    v_first ->> 'interval',
                    (v_first ->> 'interval_count')::integer
                )
            );
            v_applied = v_applied || v_discount.terms;
        end loop;
    end if;

    select
        jsonb_agg(
            jsonb_build_object(
                'price_id', i.item -> 'price_id',
                'kind', i.item -> 'kind',
                'code', i.item -> 'code',
                'quantity', i.item -> 'quantity',
                'list_arr_cents', i.list,
                'net_arr_cents', i.net
            )
            order by i.position
        ),
        sum(i.list),
        sum(i.net)
    into value_contract.items, value_contract.list_arr_cents, value_contract.net_arr_cents
    from unnest(v_prices, v_list, v_net) with ordinality as i (item, list, net, position);

    value_contract.discount = nullif(v_applied, '[]');
end
$$;

comment on function billing.value_contract(uuid, jsonb, timestamptz) is
'What a subscription''s normal form is worth at a moment: plan, cycle, items and annualised cents before
and after repeating and permanent discounts that have not ended by then. An amount off is taken off every
period, so it is annualised like the plan. A one-time discount does not count.';
