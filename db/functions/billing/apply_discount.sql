create or replace function billing.apply_discount(
    amounts bigint[], is_covered boolean[], percent_off numeric, amount_off bigint
)
returns bigint[]
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_total bigint;
    v_target bigint;
    v_parts bigint[];
    v_largest integer;
    v_result bigint[];
begin
    select
        (sum(a.amount) filter (where a.is_covered))::bigint,
        (array_agg(a.position::integer order by a.is_covered desc, a.amount desc, a.position))[1]
    into v_total, v_largest
    from unnest(amounts, apply_discount.is_covered)
        with ordinality as a (amount, is_covered, position);

    if coalesce(v_total, 0) = 0 then
        return amounts;
    end if;

    v_target = least(
        v_total, coalesce(round(v_total * percent_off / 100)::bigint, apply_discount.amount_off)
    );
    select array_agg(
        case
            when a.is_covered then round(a.amount::numeric * v_target / v_total)::bigint
            else 0
        end
        order by a.position
    )
    into v_parts
    from unnest(amounts, apply_discount.is_covered)
        with ordinality as a (amount, is_covered, position);

    -- Rounding must neither lose nor invent a cent.
    v_parts[v_largest] = v_parts[v_largest] + v_target
        - (select sum(p.part)::bigint from unnest(v_parts) as p (part));

    select array_agg(a.amount - a.part order by a.position) into v_result
    from unnest(amounts, v_parts) with ordinality as a (amount, part, position);
    return v_result;
end
$$;

comment on function billing.apply_discount(bigint[], boolean[], numeric, bigint) is
'Amounts after a discount on those that it covers: a share of the total, or an amount of at most the
total. Each part is rounded half up, and what rounding leaves goes to the largest.';
