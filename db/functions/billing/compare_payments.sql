create or replace function billing.compare_payments(organization_id uuid)
returns table (object_id text, field text, stored jsonb, recomputed jsonb)
language sql
stable
set search_path = ''
as $$
    with told as (
        select t.*
        from billing.told_objects(compare_payments.organization_id) as t
        where t.object_kind in ('invoice', 'invoice_payment', 'charge', 'dispute')
    ),

    -- Stripe's own row of a payment says more than the invoice does.
    payments as (
        select distinct on (p.invoice, p.reference)
            p.invoice,
            p.reference,
            p.payment
        from (
            select
                t.state ->> 'invoice' as invoice,
                coalesce(
                    t.state ->> 'payment_intent', t.state ->> 'charge', t.state ->> 'id'
                ) as reference,
                t.state as payment,
                1 as precedence
            from told as t
            where t.object_kind = 'invoice_payment'
            union all
            select
                t.stripe_id,
                coalesce(
                    n.payment ->> 'payment_intent', n.payment ->> 'charge', n.payment ->> 'id'
                ),
                n.payment,
                2
            from told as t
            cross join lateral jsonb_array_elements(t.state -> 'payments') as n (payment)
            where t.object_kind = 'invoice'
            union all
            select
                t.stripe_id,
                coalesce(t.state ->> 'payment_intent', t.state ->> 'charge'),
                jsonb_build_object(
                    'status', 'paid',
                    'amount', t.state -> 'amount_paid',
                    'currency', t.state -> 'currency'
                ),
                3
            from told as t
            where
                t.object_kind = 'invoice'
                and not t.state ? 'payments'
                and t.state ->> 'status' = 'paid'
                and t.state ->> 'amount_paid' <> '0'
                and t.state ?| '{payment_intent,charge}'
        ) as p
        order by p.invoice, p.reference, p.precedence
    )

    select
        coalesce(n.invoice, p.stripe_invoice_id),
        format('payment %s %s', coalesce(n.reference, p.stripe_reference), f.field),
        f.stored_value,
        f.recomputed_value
    from payments as n
    full join (
        select q.*
        from billing.payments as q
        where
            q.organization_id = compare_payments.organization_id
            and q.stripe_invoice_id is not null
    ) as p on n.invoice = p.stripe_invoice_id and n.reference = p.stripe_reference
    left join billing.invoices as i
        on
            i.organization_id = compare_payments.organization_id
            and coalesce(n.invoice, p.stripe_invoice_id) = i.stripe_invoice_id
    cross join lateral billing.differing_fields(
        case
            when p.id is not null then jsonb_build_object(
                'status', p.status,
                'amount', p.amount_cents,
                'currency', p.currency,
                'invoice_id', p.invoice_id
            )
        end,
        case
            when n.payment is not null then jsonb_build_object(
                'status', n.payment -> 'status',
                'amount', n.payment -> 'amount',
                'currency', n.payment -> 'currency',
                'invoice_id', i.id
            )
        end
    ) as f
    union all
    select
        coalesce(t.stripe_id, c.stripe_charge_id),
        f.field,
        f.stored_value,
        f.recomputed_value
    from (
        select n.*
        from told as n
        where n.object_kind = 'charge'
    ) as t
    full join (
        select
            n.*,
            (
                select jsonb_agg(
                    jsonb_build_object('amount', r.amount_cents, 'at', r.refunded_at)
                    order by r.refunded_at
                )
                from billing.refunds as r
                where r.organization_id = n.organization_id and r.charge_id = n.id
            ) as refunds
        from billing.charges as n
        where n.organization_id = compare_payments.organization_id
    ) as c on t.stripe_id = c.stripe_charge_id
    cross join lateral billing.differing_fields(
        case
            when c.id is not null then jsonb_build_object(
                'status', c.status,
                'amount', c.amount_cents,
                'amount_refunded', c.amount_refunded_cents,
                'currency', c.currency,
                'created', billing.epoch(c.created_at),
                'refunds', c.refunds,
                'invoice_id', c.invoice_id
            )
        end,
        t.state
        - '{id,payment_intent,invoice}'::text[]
        || jsonb_build_object(
            'refunds', (
                select jsonb_agg(
                    jsonb_build_object('amount', r.amount_cents, 'at', r.refunded_at)
                    order by r.refunded_at
                )
                from billing.derive_refunds(t.stripe_id) as r
            ),
            'invoice_id', (
                select i.id
                from billing.invoices as i
                where
                    i.organization_id = compare_payments.organization_id
                    and (
                        i.stripe_invoice_id = t.state ->> 'invoice'
                        or i.stripe_invoice_id in (
                            select p.stripe_invoice_id
                            from billing.payments as p
                            where
                                p.organization_id = compare_payments.organization_id
                                and (
                                    p.stripe_payment_intent_id = t.state ->> 'payment_intent'
                                    or p.stripe_charge_id = t.stripe_id
                                )
                        )
                    )
                order by i.id is not distinct from c.invoice_id desc
                limit 1
            )
        )
    ) as f
    union all
    select
        coalesce(t.stripe_id, d.stripe_dispute_id),
        f.field,
        f.stored_value,
        f.recomputed_value
    from (
        select n.*
        from told as n
        where n.object_kind = 'dispute'
    ) as t
    full join (
        select n.*
        from billing.disputes as n
        where n.organization_id = compare_payments.organization_id
    ) as d on t.stripe_id = d.stripe_dispute_id
    cross join lateral billing.differing_fields(
        case
            when d.id is not null then jsonb_build_object(
                'status', d.status,
                'reason', d.reason,
                'amount', d.amount_cents,
                'currency', d.currency,
                'created', billing.epoch(d.created_at),
                'charge', d.stripe_charge_id,
                'closed_at', billing.epoch(d.closed_at)
            )
        end,
        t.state
        - '{id,payment_intent}'::text[]
        || jsonb_build_object(
            'closed_at', (
                select billing.epoch(min(s.created_at))
                from billing.stripe_snapshots as s
                where s.object_id = t.stripe_id and s.is_terminal
            )
        )
    ) as f
$$;

comment on function billing.compare_payments(uuid) is
'Where an organization''s payments, charges, refunds and disputes differ from what the snapshots
say, and where they are tied to another invoice.';
