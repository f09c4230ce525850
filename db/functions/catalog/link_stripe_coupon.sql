create or replace function catalog.link_stripe_coupon(code text, stripe_coupon_id text)
returns void
language sql
volatile
set search_path = ''
as $$
    update catalog.coupons as c
    set stripe_coupon_id = link_stripe_coupon.stripe_coupon_id
    where c.code = link_stripe_coupon.code
$$;

comment on function catalog.link_stripe_coupon(text, text) is
'Remember which coupon of Stripe''s stands for ours.';
