create or replace function billing.preview_checkout(
    organization_id uuid, plan_code text, cycle text, at timestamptz
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_price catalog.prices;
    v_free_until timestamptz := billing.trial_end_for_checkout(organization_id);
    v_coupon catalog.coupons := billing.reserved_coupon(organization_id);
    v_discounts jsonb := jsonb_build_array();
    v_lines jsonb;
begin
    v_price = billing.price_for_checkout(organization_id, plan_code, coalesce(cycle, 'monthly'));
    if v_coupon.code is not null then
        v_discounts = jsonb_build_array(jsonb_build_object(
            'percent_off', v_coupon.percent_off, 'amount_off', v_coupon.amount_off_cents
        ));
    end if;
    v_lines = billing.period_lines(
        billing.contract_items(v_price.id, '{}'), v_discounts, at,
        util.add_months(at, case v_price.cycle when 'annual' then 12 else 1 end)
    );
    return jsonb_build_object(
        'effect', 'checkout',
        'effective_at', at,
        'currency', v_price.currency,
        'plan_version_id', v_price.plan_version_id,
        'add_ons', '{}'::jsonb,
        'lines', case when v_free_until is null then v_lines else '[]' end,
        'credit_cents', 0,
        'due_now_cents', case when v_free_until is null then billing.lines_total(v_lines) else 0 end,
        'balance_cents', 0,
        'next_renewal', jsonb_build_object(
            'at', coalesce(
                v_free_until,
                util.add_months(at, case v_price.cycle when 'annual' then 12 else 1 end)
            ),
            'amount_cents', case
                when v_free_until is null and v_coupon.duration = 'once'
                    then v_price.unit_amount_cents
                else billing.lines_total(v_lines)
            end
        ),
        'is_exact', true
    );
end
$$;

comment on function billing.preview_checkout(uuid, text, text, timestamptz) is
'What buying a plan would cost who has none, as billing.preview_change says it: what is left of a
trial stays free.';
