create or replace function catalog.release_coupon(code text)
returns void
language sql
volatile
set search_path = ''
as $$
    update catalog.coupons as c
    set times_redeemed = c.times_redeemed - 1
    where c.code = release_coupon.code
$$;

comment on function catalog.release_coupon(text) is
'Gives back a redemption of which nothing came.';
