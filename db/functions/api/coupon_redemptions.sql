create view api.coupon_redemptions
with (security_invoker = true)
as
select
    r.id,
    r.organization_id,
    r.coupon_code,
    r.status,
    r.requested_at
from billing.coupon_redemptions as r;

comment on view api.coupon_redemptions is
$$The coupons that were redeemed

reserved waits for the next checkout, redeeming for Stripe; released came to nothing.$$;

grant select (id, organization_id, coupon_code, status, requested_at)
on billing.coupon_redemptions to authenticated;
grant select on api.coupon_redemptions to authenticated;
