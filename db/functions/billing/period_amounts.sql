create or replace function billing.period_amounts(state jsonb, at timestamptz)
returns bigint[]
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_amounts bigint[];
    v_discount jsonb;
begin
    select array_agg(
        (i.item ->> 'unit_amount')::bigint * (i.item ->> 'quantity')::bigint order by i.position
    )
    into v_amounts
    from jsonb_array_elements(state -> 'items') with ordinality as i (item, position);

    for v_discount in
        select d.terms
        from jsonb_array_elements(coalesce(state -> 'discounts', '[]'))
            with ordinality as d (terms, position)
        where coalesce(billing.epoch_time(d.terms -> 'end') > period_amounts.at, true)
        order by d.position
    loop
        v_amounts = billing.apply_discount(
            v_amounts,
            array_fill(true, array[cardinality(v_amounts)]),
            (v_discount ->> 'percent_off')::numeric,
            (v_discount ->> 'amount_off')::bigint
        );
    end loop;
    return v_amounts;
end
$$;

comment on function billing.period_amounts(jsonb, timestamptz) is
'What each item of a contract costs in a period that begins at a moment, in cents after discounts.';
