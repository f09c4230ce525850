create or replace function billing.compare_invoices(organization_id uuid)
returns table (object_id text, field text, stored jsonb, recomputed jsonb)
language sql
stable
set search_path = ''
as $$
    with told as (
        select t.*
        from billing.told_objects(compare_invoices.organization_id) as t
        where t.object_kind = 'invoice'
    ),

    invoices as (
        select
            coalesce(t.stripe_id, i.stripe_invoice_id) as stripe_id,
            i.id,
            t.state,
            case
                when i.id is not null then jsonb_build_object(
                    'number', i.number,
                    'status', i.status,
                    'billing_reason', i.billing_reason,
                    'collection_method', i.collection_method,
                    'currency', i.currency,
                    'subtotal', i.subtotal_cents,
                    'discount', i.discount_cents,
                    'tax', i.tax_cents,
                    'total', i.total_cents,
                    'amount_due', i.amount_due_cents,
                    'amount_paid', i.amount_paid_cents,
                    'amount_remaining', i.amount_remaining_cents,
                    'amount_refunded', i.amount_refunded_cents,
                    'attempt_count', i.attempt_count,
                    'next_payment_attempt', billing.epoch(i.next_payment_attempt_at),
                    'created', billing.epoch(i.created_at),
                    'finalized_at', billing.epoch(i.issued_at),
                    'due', billing.epoch(i.due_at),
                    'paid_at', billing.epoch(i.paid_at),
                    'voided_at', billing.epoch(i.voided_at),
                    'uncollectible_at', billing.epoch(i.uncollectible_at),
                    'service_start', billing.epoch(i.service_start),
                    'service_end', billing.epoch(i.service_end),
                    'hosted_url', i.hosted_url,
                    'pdf_url', i.pdf_url,
                    'subscription', i.stripe_subscription_id,
                    'subscription_id', i.subscription_id
                )
            end as stored
        from told as t
        full join (
            select n.*
            from billing.invoices as n
            where
                n.organization_id = compare_invoices.organization_id
                and n.stripe_invoice_id is not null
        ) as i on t.stripe_id = i.stripe_invoice_id
    )

    select
        i.stripe_id,
        f.field,
        f.stored_value,
        f.recomputed_value
    from invoices as i
    cross join lateral (
        select
            i.state
            - array[
                'id', 'customer', 'charge', 'payment_intent', 'discounts', 'has_more_lines',
                'payments', 'lines'
            ]
            || jsonb_build_object(
                'service_start', min((l.line ->> 'start')::bigint),
                'service_end', max((l.line ->> 'end')::bigint),
                'amount_refunded', (
                    select coalesce(sum(c.amount_refunded_cents), 0)
                    from billing.charges as c
                    where
                        c.organization_id = compare_invoices.organization_id
                        and c.invoice_id = i.id
                ),
                'subscription_id', (
                    select o.local_id
                    from billing.stripe_objects as o
                    where
                        o.stripe_id = i.state ->> 'subscription'
                        and o.organization_id = compare_invoices.organization_id
                )
            ) as recomputed
        from jsonb_array_elements(i.state -> 'lines') as l (line)
    ) as r
    cross join lateral billing.differing_fields(i.stored, r.recomputed) as f
    union all
    select
        i.stripe_id,
        'line ' || f.field,
        f.stored_value,
        f.recomputed_value
    from invoices as i
    cross join lateral (
        select coalesce(
            jsonb_object_agg(
                l.position::text,
                jsonb_strip_nulls(jsonb_build_object(
                    'id', l.stripe_line_id,
                    'description', l.description,
                    'price_id', l.price_id,
                    'quantity', l.quantity,
                    'amount', l.amount_cents,
                    'discount', nullif(l.discount_cents, 0),
                    'currency', l.currency,
                    'proration', nullif(l.is_proration, false),
                    'start', billing.epoch(l.service_start),
                    'end', billing.epoch(l.service_end)
                ))
            ),
            '{}'
        ) as lines
        from billing.invoice_lines as l
        where l.organization_id = compare_invoices.organization_id and l.invoice_id = i.id
    ) as k
    cross join lateral (
        select coalesce(
            jsonb_object_agg(
                l.position::text,
                l.line - 'price'
                || jsonb_strip_nulls(jsonb_build_object('price_id', p.price_id))
            ),
            '{}'
        ) as lines
        from jsonb_array_elements(i.state -> 'lines') with ordinality as l (line, position)
        left join catalog.stripe_prices as p on l.line ->> 'price' = p.stripe_price_id
    ) as r
    cross join lateral billing.differing_fields(k.lines, r.lines) as f
    where i.id is not null and i.state is not null
$$;

comment on function billing.compare_invoices(uuid) is
'Where an organization''s invoices and their lines differ from what their snapshots say.';
