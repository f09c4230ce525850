create or replace function catalog.redeem_coupon(
    code text, plan_code text, currency text, at timestamptz
)
returns catalog.coupons
language plpgsql
set search_path = ''
as $$
declare
    v_coupon catalog.coupons;
    v_cause text;
begin
    -- One statement checks and counts: of the last redemption one of many gets hold.
    update catalog.coupons as c
    set times_redeemed = c.times_redeemed + 1
    where
        c.code = redeem_coupon.code
        and c.stripe_coupon_id is not null
        and c.withdrawn_at is null
        and coalesce(c.expires_at > redeem_coupon.at, true)
        and coalesce(redeem_coupon.plan_code = any(c.plan_codes), true)
        and coalesce(c.currency = redeem_coupon.currency, true)
        and coalesce(c.times_redeemed < c.max_redemptions, true)
    returning c.* into v_coupon;
    if found then
        return v_coupon;
    end if;

    select c.* into v_coupon
    from catalog.coupons as c
    where c.code = redeem_coupon.code;
    if not found then
        perform util.fail(404, 'coupon_not_found', 'There is no such coupon');
    end if;
    v_cause = case
        when v_coupon.withdrawn_at is not null then 'withdrawn'
        when v_coupon.expires_at <= redeem_coupon.at then 'expired'
        when not redeem_coupon.plan_code = any(v_coupon.plan_codes) then 'other_plans'
        when v_coupon.currency <> redeem_coupon.currency then 'other_currency'
        when v_coupon.times_redeemed >= v_coupon.max_redemptions then 'used_up'
        else 'not_linked'
    end;
    perform util.fail(
        409, 'coupon_refused', 'The coupon cannot be redeemed',
        jsonb_build_object('cause', v_cause, 'plan_codes', v_coupon.plan_codes)
    );
    return null;
end
$$;

comment on function catalog.redeem_coupon(text, text, text, timestamptz) is
'Counts a redemption of a coupon, for a plan if one is known. Refused with the cause: withdrawn,
expired, other_plans, other_currency, used_up, or not_linked (unknown to Stripe yet).';
