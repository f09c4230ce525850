create view admin.coupons
with (security_invoker = true)
as
select
    c.code,
    c.name,
    c.percent_off,
    c.amount_off_cents,
    c.currency,
    c.duration,
    c.duration_months,
    c.plan_codes,
    c.max_redemptions,
    c.expires_at,
    c.times_redeemed,
    c.stripe_coupon_id is not null as is_linked,
    c.reason,
    c.created_by,
    c.created_at,
    c.withdrawn_at
from catalog.coupons as c;

comment on view admin.coupons is
$$Coupons, and how often each was redeemed

One that is not linked is unknown to Stripe yet: the operator runs stripe sync-catalog.$$;

grant select on table catalog.coupons to platform_admin;
grant select on admin.coupons to platform_admin;
