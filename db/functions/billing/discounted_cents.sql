create or replace function billing.discounted_cents(amount_cents bigint, discounts jsonb)
returns bigint
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_left bigint := amount_cents;
    v_terms jsonb;
begin
    for v_terms in
        select d.terms
        from jsonb_array_elements(discounted_cents.discounts)
            with ordinality as d (terms, position)
        order by d.position
    loop
        v_left = v_left - least(
            v_left,
            coalesce(
                round(v_left * (v_terms ->> 'percent_off')::numeric / 100)::bigint,
                (v_terms ->> 'amount_off')::bigint,
                0
            )
        );
    end loop;
    return v_left;
end
$$;

comment on function billing.discounted_cents(bigint, jsonb) is
'What is left of an amount after discounts, each counted on what the one before has left.';
