create or replace function billing.read_charge_snapshot(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    perform billing.assert_fields(
        object, 'id', 'status', 'amount', 'amount_refunded', 'currency', 'created'
    );

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'status', object -> 'status',
        'amount', object -> 'amount',
        'amount_refunded', object -> 'amount_refunded',
        'currency', object -> 'currency',
        'created', object -> 'created',
        'payment_intent', billing.reference_id(object -> 'payment_intent'),
        'invoice', billing.reference_id(object -> 'invoice')
    ));
end
$$;

comment on function billing.read_charge_snapshot(jsonb) is
'A charge in normal form: {"id", "status", "amount", "amount_refunded", "currency", "created",
"payment_intent", "invoice" (until 2025-02-24)}.';
