create or replace function billing.read_discount(discount jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_coupon jsonb := coalesce(discount -> 'coupon', discount -> 'source' -> 'coupon');
begin
    if jsonb_typeof(v_coupon) is distinct from 'object' then
        return jsonb_build_object('id', billing.reference_id(discount));
    end if;

    return jsonb_strip_nulls(jsonb_build_object(
        'id', discount -> 'id',
        'coupon', v_coupon -> 'id',
        'name', v_coupon -> 'name',
        'duration', v_coupon -> 'duration',
        'percent_off', v_coupon -> 'percent_off',
        'amount_off', v_coupon -> 'amount_off',
        'currency', v_coupon -> 'currency',
        'products', nullif(v_coupon -> 'applies_to' -> 'products', '[]'),
        'end', discount -> 'end'
    ));
end
$$;

comment on function billing.read_discount(jsonb) is
'A discount in normal form: {"id", "coupon", "name", "duration", "percent_off" or "amount_off" with
"currency", "products" it is limited to, "end" in epoch seconds}. A discount that Stripe names by
its id, or whose coupon is not expanded, is {"id"} alone.';
