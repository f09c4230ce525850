create or replace function billing.read_invoice_payment_snapshot(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    perform billing.assert_fields(
        object, 'id', 'invoice', 'status', 'currency', 'created', 'payment', 'amount_requested'
    );

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'invoice', billing.reference_id(object -> 'invoice'),
        'status', object -> 'status',
        'amount', coalesce(nullif(object -> 'amount_paid', 'null'), object -> 'amount_requested'),
        'currency', object -> 'currency',
        'created', object -> 'created',
        'paid_at', object -> 'status_transitions' -> 'paid_at',
        'payment_intent', billing.reference_id(object -> 'payment' -> 'payment_intent'),
        'charge', coalesce(
            billing.reference_id(object -> 'payment' -> 'charge'),
            billing.reference_id(object -> 'payment' -> 'payment_intent' -> 'latest_charge')
        )
    ));
end
$$;

comment on function billing.read_invoice_payment_snapshot(jsonb) is
'A payment of an invoice in normal form: {"id", "invoice", "status", "amount", "currency",
"created", "paid_at", "payment_intent", "charge"}; a payment outside Stripe has neither of the last
two.';
