create or replace function billing.contract_discounts(
    discount jsonb, currency text, starts_at timestamptz
)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_percent numeric;
    v_amount bigint;
    v_months integer;
begin
    if contract_discounts.discount is null then
        return null;
    end if;
    begin
        v_percent = (discount ->> 'percent_off')::numeric;
        v_amount = (discount ->> 'amount_off_cents')::bigint;
        v_months = (discount ->> 'months')::integer;
    exception
        when data_exception then v_percent = -1;
    end;
    if (v_percent is null) = (v_amount is null)
        or coalesce(v_percent not between 0.01 and 100, v_amount <= 0)
        or v_months not between 1 and 120
    then
        perform util.fail(
            400, 'invalid_argument',
            'discount is {"percent_off"} up to 100 or {"amount_off_cents"}, with "months" or not',
            jsonb_build_object('argument', 'discount')
        );
    end if;

    return jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
        'duration', case when v_months is null then 'forever' else 'repeating' end,
        'percent_off', v_percent,
        'amount_off', v_amount,
        'currency', case when v_amount is not null then contract_discounts.currency end,
        'end', billing.epoch(util.add_months(starts_at, v_months))
    )));
end
$$;

comment on function billing.contract_discounts(jsonb, text, timestamptz) is
'What was agreed to be taken off every period, in the form in which billing.read_discount gives
Stripe''s: {"percent_off"} or {"amount_off_cents"}, for so many "months" from the start or for ever.';
