create or replace function billing.agreed_proration(old jsonb, new jsonb, at timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
    with period as (
        select
            p.starts_at,
            p.ends_at,
            extract(epoch from p.ends_at - agreed_proration.at)
            / extract(epoch from p.ends_at - p.starts_at) as rest
        from (
            select
                billing.epoch_time(agreed_proration.old -> 'periods' -> 'plan' -> 0) as starts_at,
                billing.epoch_time(agreed_proration.old -> 'periods' -> 'plan' -> 1) as ends_at
        ) as p
    ),

    items as (
        select
            s.sign,
            i.position,
            i.item,
            (billing.period_amounts(s.state, p.starts_at))[i.position] as amount_cents,
            p.ends_at,
            p.rest
        from period as p
        cross join (values (-1, agreed_proration.old), (1, agreed_proration.new)) as s (sign, state)
        cross join jsonb_array_elements(s.state -> 'items') with ordinality as i (item, position)
    )

    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'description',
                case i.sign when 1 then 'Remaining time on ' else 'Unused time on ' end
                || billing.describe_item(i.item),
                'price_id', i.item -> 'price_id',
                'quantity', i.item -> 'quantity',
                -- The same rounding for what is given back as for what was taken.
                'amount', i.sign * round(i.amount_cents * i.rest)::bigint,
                'proration', true,
                'start', billing.epoch(agreed_proration.at),
                'end', billing.epoch(i.ends_at)
            )
            order by i.sign, i.position
        ),
        '[]'
    )
    from items as i
    where
        not exists (
            select from items as o
            where
                o.sign <> i.sign
                and o.item -> 'price_id' = i.item -> 'price_id'
                and o.item -> 'quantity' = i.item -> 'quantity'
                and o.amount_cents = i.amount_cents
        )
$$;

comment on function billing.agreed_proration(jsonb, jsonb, timestamptz) is
'What a change of a contract''s state costs for the rest of its period, line by line, to the second:
the unused time of what goes, negative, and the remaining time of what comes, after discounts. What
stays as it is has no line.';
