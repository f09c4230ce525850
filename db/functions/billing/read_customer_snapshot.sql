create or replace function billing.read_customer_snapshot(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    perform billing.assert_fields(object, 'id');

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'created', object -> 'created',
        'name', object -> 'name',
        'email', object -> 'email',
        'currency', object -> 'currency',
        'balance', coalesce(nullif(object -> 'balance', 'null'), '0'),
        'delinquent', coalesce(nullif(object -> 'delinquent', 'null'), 'false'),
        'default_payment_method', billing.reference_id(
            object -> 'invoice_settings' -> 'default_payment_method'
        ),
        'discount', case
            when jsonb_typeof(object -> 'discount') = 'object'
                then billing.read_discount(object -> 'discount')
        end,
        'deleted', nullif(object -> 'deleted', 'false')
    ));
end
$$;

comment on function billing.read_customer_snapshot(jsonb) is
'A customer in normal form: {"id", "created", "name", "email", "currency", "balance", "delinquent",
"default_payment_method", "discount": as billing.read_discount gives it, "deleted"}. An answer about a
deleted one has only its id.';
