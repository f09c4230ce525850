create or replace function billing.read_dispute_snapshot(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    perform billing.assert_fields(
        object, 'id', 'status', 'amount', 'charge', 'currency', 'created'
    );

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'status', object -> 'status',
        'reason', coalesce(object ->> 'reason', 'general'),
        'amount', object -> 'amount',
        'currency', object -> 'currency',
        'created', object -> 'created',
        'charge', billing.reference_id(object -> 'charge'),
        'payment_intent', billing.reference_id(object -> 'payment_intent')
    ));
end
$$;

comment on function billing.read_dispute_snapshot(jsonb) is
'A dispute in normal form: {"id", "status", "reason", "amount", "currency", "created", "charge",
"payment_intent"}.';
