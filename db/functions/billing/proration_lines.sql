create or replace function billing.proration_lines(
    subscription billing.subscriptions,
    items_before jsonb,
    items_after jsonb,
    discounts jsonb,
    at timestamptz
)
returns jsonb
language sql
stable
set search_path = ''
as $$
    with gross as (
        select sum((a.item ->> 'amount')::bigint)::bigint as cents
        from jsonb_array_elements(
            coalesce(nullif(proration_lines.items_after, '[]'), proration_lines.items_before)
        ) as a (item)
    ),

    changes as (
        select
            coalesce(b.item, a.item) ->> 'key' as key,
            b.item as item_before,
            a.item as item_after
        from jsonb_array_elements(proration_lines.items_before) as b (item)
        full join jsonb_array_elements(proration_lines.items_after) as a (item)
            on b.item ->> 'key' = a.item ->> 'key'
        where b.item is distinct from a.item
    ),

    parts as (
        -- What was paid for and is not used: of what was billed for it, discounts taken off.
        select
            c.key,
            'credit' as kind,
            c.item_before as item,
            -billing.prorated_cents(
                coalesce(
                    l.net_cents,
                    round(
                        (c.item_before ->> 'amount')::numeric
                        * billing.discounted_cents(g.cents, proration_lines.discounts)
                        / nullif(g.cents, 0)
                    )::bigint,
                    0
                ),
                coalesce(l.service_start, (proration_lines.subscription).current_period_start),
                (proration_lines.subscription).current_period_end,
                proration_lines.at
            ) as amount_cents
        from changes as c
        cross join gross as g
        left join lateral (
            select
                n.amount_cents - n.discount_cents as net_cents,
                n.service_start
            from billing.invoices as i
            inner join billing.invoice_lines as n
                on i.organization_id = n.organization_id and i.id = n.invoice_id
            where
                i.organization_id = (proration_lines.subscription).organization_id
                and i.subscription_id = (proration_lines.subscription).id
                and n.price_id = (c.item_before ->> 'price_id')::uuid
                and n.quantity = (c.item_before ->> 'quantity')::bigint
                and n.amount_cents > 0
                and n.service_end = (proration_lines.subscription).current_period_end
            order by i.created_at desc, i.id asc, n.position desc
            limit 1
        ) as l on true
        where c.item_before is not null
        union all
        select
            c.key,
            'charge' as kind,
            c.item_after as item,
            billing.prorated_cents(
                round(
                    (c.item_after ->> 'amount')::numeric
                    * billing.discounted_cents(g.cents, proration_lines.discounts)
                    / nullif(g.cents, 0)
                )::bigint,
                (proration_lines.subscription).current_period_start,
                (proration_lines.subscription).current_period_end,
                proration_lines.at
            ) as amount_cents
        from changes as c
        cross join gross as g
        where c.item_after is not null
    )

    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'kind', p.kind,
                'code', p.item -> 'code',
                'cycle', p.item -> 'cycle',
                'quantity', p.item -> 'quantity',
                'amount_cents', coalesce(p.amount_cents, 0),
                'discount_cents', 0,
                'service_start', proration_lines.at,
                'service_end', (proration_lines.subscription).current_period_end
            )
            order by p.key = 'plan' desc, p.key, p.kind desc
        ),
        '[]'
    )
    from parts as p
$$;

comment on function billing.proration_lines(
    billing.subscriptions, jsonb, jsonb, jsonb, timestamptz
) is
'What Stripe credits and charges when items become others within a period (both as
billing.contract_items gives them): a credit for what is left of each that changes or goes, a charge for
what is left for each that changes or comes. Discounts are within the amounts.';
