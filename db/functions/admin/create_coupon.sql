create function admin.create_coupon(
    code text,
    name text,
    duration text,
    reason text,
    percent_off numeric default null,
    amount_off_cents bigint default null,
    currency text default null,
    duration_months integer default null,
    plan_codes text[] default null,
    max_redemptions bigint default null,
    expires_at timestamptz default null
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(create_coupon.reason);
    return json_build_object(
        'code',
        (
            catalog.create_coupon(
                create_coupon.code, create_coupon.name, create_coupon.percent_off,
                create_coupon.amount_off_cents, create_coupon.currency, create_coupon.duration,
                create_coupon.duration_months, create_coupon.plan_codes,
                create_coupon.max_redemptions, create_coupon.expires_at, create_coupon.reason
            )
        ).code
    );
end
$$;

comment on function admin.create_coupon(
    text, text, text, text, numeric, bigint, text, integer, text[], bigint, timestamptz
) is
$$Make a coupon

percent_off, or amount_off_cents with currency; duration once, forever, or repeating with
duration_months. Its terms never change. It can be redeemed once Stripe has it (stripe sync-catalog).
Answers {code}. 409 coupon_taken.$$;

grant execute on function admin.create_coupon(
    text, text, text, text, numeric, bigint, text, integer, text[], bigint, timestamptz
) to platform_admin;
