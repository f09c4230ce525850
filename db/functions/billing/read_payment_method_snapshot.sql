create or replace function billing.read_payment_method_snapshot(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_details jsonb := object -> (object ->> 'type');
begin
    perform billing.assert_fields(object, 'id', 'type', 'created');

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'type', object -> 'type',
        'created', object -> 'created',
        'brand', coalesce(v_details -> 'brand', v_details -> 'bank_name'),
        'last4', v_details -> 'last4',
        'exp_year', v_details -> 'exp_year',
        'exp_month', v_details -> 'exp_month'
    ));
end
$$;

comment on function billing.read_payment_method_snapshot(jsonb) is
'What a customer pays with, as far as it may be shown, in normal form: {"id", "type", "created",
"brand", "last4", "exp_year", "exp_month"}.';
