create or replace function billing.value_contract(
    state jsonb,
    discounts jsonb,
    at timestamptz,
    out plan_version_id uuid,
    out cycle text,
    out items jsonb,
    out discount jsonb,
    out list_arr_cents bigint,
    out net_arr_cents bigint
)
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_items jsonb := state -> 'items';
    v_net bigint[];
    v_discount jsonb;
begin
    plan_version_id = (v_items -> 0 ->> 'plan_version_id')::uuid;
    cycle = case (v_items -> 0 ->> 'interval') || (v_items -> 0 ->> 'interval_count')
        when 'day1' then 'daily'
        when 'week1' then 'weekly'
        when 'month1' then 'monthly'
        when 'month3' then 'quarterly'
        when 'month12' then 'annual'
        when 'year1' then 'annual'
    end;
    v_net = array(
        select (i.item ->> 'list_arr')::bigint
        from jsonb_array_elements(v_items) with ordinality as i (item, position)
        order by i.position
    );

    for v_discount in
        select d.terms
        from jsonb_array_elements(value_contract.discounts) with ordinality as d (terms, position)
        where
            d.terms ->> 'duration' in ('forever', 'repeating')
            and coalesce(billing.epoch_time(d.terms -> 'end') > value_contract.at, true)
            and coalesce(d.terms ->> 'currency' = state ->> 'currency', true)
        order by d.position
    loop
        v_net = billing.apply_discount(
            v_net,
            array(
                select
                    coalesce(i.item -> 'id' = v_discount -> 'item', true)
                    and coalesce(v_discount -> 'products' ? (i.item ->> 'product'), true)
                from jsonb_array_elements(v_items) with ordinality as i (item, position)
                order by i.position
            ),
            (v_discount ->> 'percent_off')::numeric,
            billing.annualize_cents(
                (v_discount ->> 'amount_off')::bigint,
                v_items -> 0 ->> 'interval',
                (v_items -> 0 ->> 'interval_count')::integer
            )
        );
        value_contract.discount = coalesce(value_contract.discount, '[]') || v_discount;
    end loop;

    select
        jsonb_agg(
            jsonb_build_object(
                'price_id', i.item -> 'price_id',
                'kind', i.item -> 'kind',
                'code', i.item -> 'code',
                'quantity', i.item -> 'quantity',
                'list_arr_cents', i.item -> 'list_arr',
                'net_arr_cents', v_net[i.position]
            )
            order by i.position
        ),
        sum((i.item ->> 'list_arr')::bigint)::bigint,
        sum(v_net[i.position])::bigint
    into value_contract.items, value_contract.list_arr_cents, value_contract.net_arr_cents
    from jsonb_array_elements(v_items) with ordinality as i (item, position);
end
$$;

comment on function billing.value_contract(jsonb, jsonb, timestamptz) is
'What a priced subscription is worth at a moment: plan, cycle, items and annualised cents before and
after the repeating and permanent discounts that have not ended by then. An amount off is taken off
every period, so it is annualised like the plan. A one-time discount does not count.';
