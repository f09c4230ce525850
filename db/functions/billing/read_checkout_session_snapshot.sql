create or replace function billing.read_checkout_session_snapshot(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    perform billing.assert_fields(object, 'id', 'status', 'created');

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'status', object -> 'status',
        'payment_status', object -> 'payment_status',
        'customer', billing.reference_id(object -> 'customer'),
        'subscription', billing.reference_id(object -> 'subscription'),
        'url', object -> 'url',
        'created', object -> 'created',
        'expires_at', object -> 'expires_at',
        'local_id', object -> 'metadata' -> 'checkout_session_id'
    ));
end
$$;

comment on function billing.read_checkout_session_snapshot(jsonb) is
'A visit to the checkout page in normal form: {"id", "status", "payment_status", "customer",
"subscription", "url", "created", "expires_at", "local_id": our own id, which we gave it}.';
