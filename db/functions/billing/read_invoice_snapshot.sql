create or replace function billing.read_invoice_snapshot(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_lines jsonb;
    v_payments jsonb;
begin
    perform billing.assert_fields(
        object, 'id', 'status', 'customer', 'currency', 'created', 'subtotal', 'total',
        'amount_due', 'amount_paid', 'amount_remaining', 'lines'
    );

    select jsonb_agg(
        jsonb_strip_nulls(jsonb_build_object(
            'id', l.line -> 'id',
            'description', l.line -> 'description',
            'price', coalesce(
                billing.reference_id(l.line -> 'pricing' -> 'price_details' -> 'price'),
                billing.reference_id(l.line -> 'price')
            ),
            'quantity', l.line -> 'quantity',
            'amount', l.line -> 'amount',
            'discount', nullif(
                (
                    select sum((d.discount ->> 'amount')::bigint)
                    from jsonb_array_elements(nullif(l.line -> 'discount_amounts', 'null'))
                        as d (discount)
                ),
                0
            ),
            'currency', coalesce(l.line -> 'currency', object -> 'currency'),
            'proration', nullif(
                coalesce(
                    l.line -> 'parent' -> 'subscription_item_details' -> 'proration',
                    l.line -> 'parent' -> 'invoice_item_details' -> 'proration',
                    l.line -> 'proration'
                ),
                'false'
            ),
            'start', l.line -> 'period' -> 'start',
            'end', l.line -> 'period' -> 'end'
        ))
        order by l.position
    )
    into v_lines
    from jsonb_array_elements(object -> 'lines' -> 'data') with ordinality as l (line, position);

    if jsonb_typeof(object -> 'payments') = 'object' then
        select jsonb_agg(
            billing.read_invoice_payment_snapshot(p.payment) order by p.payment ->> 'id'
        )
        into v_payments
        from jsonb_array_elements(object -> 'payments' -> 'data') as p (payment);
    end if;

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'customer', billing.reference_id(object -> 'customer'),
        'subscription', coalesce(
            billing.reference_id(object -> 'parent' -> 'subscription_details' -> 'subscription'),
            billing.reference_id(object -> 'subscription')
        ),
        'number', object -> 'number',
        'status', object -> 'status',
        'billing_reason', object -> 'billing_reason',
        'collection_method', object -> 'collection_method',
        'currency', object -> 'currency',
        'subtotal', object -> 'subtotal',
        'discount', (
            select coalesce(sum((d.discount ->> 'amount')::bigint), 0)
            from jsonb_array_elements(nullif(object -> 'total_discount_amounts', 'null'))
                as d (discount)
        ),
        'tax', coalesce(
            (
                select sum((t.tax ->> 'amount')::bigint)
                from jsonb_array_elements(nullif(object -> 'total_taxes', 'null')) as t (tax)
            ),
            (
                select sum((t.tax ->> 'amount')::bigint)
                from jsonb_array_elements(nullif(object -> 'total_tax_amounts', 'null')) as t (tax)
            ),
            (object ->> 'tax')::bigint,
            0
        ),
        'total', object -> 'total',
        'amount_due', object -> 'amount_due',
        'amount_paid', object -> 'amount_paid',
        'amount_remaining', object -> 'amount_remaining',
        'attempt_count', coalesce(object -> 'attempt_count', '0'),
        'next_payment_attempt', object -> 'next_payment_attempt',
        'created', object -> 'created',
        'due', object -> 'due_date',
        'finalized_at', object -> 'status_transitions' -> 'finalized_at',
        'paid_at', object -> 'status_transitions' -> 'paid_at',
        'voided_at', object -> 'status_transitions' -> 'voided_at',
        'uncollectible_at', object -> 'status_transitions' -> 'marked_uncollectible_at',
        'hosted_url', object -> 'hosted_invoice_url',
        'pdf_url', object -> 'invoice_pdf',
        'charge', billing.reference_id(object -> 'charge'),
        'payment_intent', billing.reference_id(object -> 'payment_intent'),
        'discounts', billing.read_discounts(object),
        'has_more_lines', nullif(object -> 'lines' -> 'has_more', 'false'),
        'lines', coalesce(v_lines, '[]'),
        'payments', v_payments
    ));
end
$$;

comment on function billing.read_invoice_snapshot(jsonb) is
'An invoice of any API version in normal form; times in epoch seconds, nothing that is null: {"id",
"customer", "subscription", "number", "status", "billing_reason", "collection_method", "currency",
"subtotal", "discount", "tax", "total", "amount_due", "amount_paid", "amount_remaining",
"attempt_count", "next_payment_attempt", "created", "due", "finalized_at", "paid_at", "voided_at",
"uncollectible_at", "hosted_url", "pdf_url", "charge", "payment_intent" (until 2025-02-24),
"discounts", "has_more_lines", "lines": [{"id", "description", "price", "quantity", "amount",
"discount", "currency", "proration", "start", "end"}], "payments" (where expanded): see
billing.read_invoice_payment_snapshot}.';
