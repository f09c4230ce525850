create or replace function billing.period_lines(
    items jsonb, discounts jsonb, service_start timestamptz, service_end timestamptz
)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_gross bigint[];
    v_net bigint[];
    v_terms jsonb;
begin
    v_gross = array(
        select (i.item ->> 'amount')::bigint
        from jsonb_array_elements(period_lines.items) with ordinality as i (item, position)
        order by i.position
    );
    v_net = v_gross;
    for v_terms in
        select d.terms
        from jsonb_array_elements(period_lines.discounts) with ordinality as d (terms, position)
        order by d.position
    loop
        v_net = billing.apply_discount(
            v_net,
            array_fill(true, array[cardinality(v_net)]),
            (v_terms ->> 'percent_off')::numeric,
            (v_terms ->> 'amount_off')::bigint
        );
    end loop;

    return (
        select jsonb_agg(
            jsonb_build_object(
                'kind', 'charge',
                'code', i.item -> 'code',
                'cycle', i.item -> 'cycle',
                'quantity', i.item -> 'quantity',
                'amount_cents', v_gross[i.position],
                'discount_cents', v_gross[i.position] - v_net[i.position],
                'service_start', period_lines.service_start,
                'service_end', period_lines.service_end
            )
            order by i.position
        )
        from jsonb_array_elements(period_lines.items) with ordinality as i (item, position)
    );
end
$$;

comment on function billing.period_lines(jsonb, jsonb, timestamptz, timestamptz) is
'What a whole period of items costs, with the discounts of each line.';
