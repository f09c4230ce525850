create or replace function catalog.create_coupon(
    code text,
    name text,
    percent_off numeric,
    amount_off_cents bigint,
    currency text,
    duration text,
    duration_months integer,
    plan_codes text[],
    max_redemptions bigint,
    expires_at timestamptz,
    reason text
)
returns catalog.coupons
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_coupon catalog.coupons;
begin
    if exists (
        select from unnest(create_coupon.plan_codes) as p (code)
        where p.code not in (select l.code from catalog.plans as l)
    ) then
        perform util.fail(
            400, 'invalid_argument', 'There is no such plan', '{"argument": "plan_codes"}'
        );
    end if;

    insert into catalog.coupons (
        code, name, percent_off, amount_off_cents, currency, duration, duration_months,
        plan_codes, max_redemptions, expires_at, reason, created_by, created_at
    )
    values (
        upper(btrim(create_coupon.code)),
        identity.require_text('name', create_coupon.name, 40),
        create_coupon.percent_off, create_coupon.amount_off_cents, create_coupon.currency,
        create_coupon.duration, create_coupon.duration_months, create_coupon.plan_codes,
        create_coupon.max_redemptions, create_coupon.expires_at,
        identity.require_text('reason', create_coupon.reason, 500),
        identity.current_user_id(), util.now()
    )
    on conflict on constraint coupons_pkey do nothing
    returning * into v_coupon;

    if v_coupon.code is null then
        perform util.fail(409, 'coupon_taken', 'There is a coupon with this code');
    end if;
    return v_coupon;
exception
    when check_violation or not_null_violation or numeric_value_out_of_range then
        perform util.fail(
            400, 'invalid_argument', 'A coupon has a code, a percentage or an amount, and a duration',
            '{"argument": "coupon"}',
            'percent_off up to 100, or amount_off_cents with currency; once, forever, or repeating '
            'with duration_months; a code of 3 to 40 letters, digits, - and _'
        );
        return null;
end
$$;

comment on function catalog.create_coupon(
    text, text, numeric, bigint, text, text, integer, text[], bigint, timestamptz, text
) is
'Makes a coupon. It can be redeemed once Stripe has it: "scripts/unison stripe sync-catalog".';
