create or replace function billing.reserved_coupon(organization_id uuid)
returns catalog.coupons
language sql
stable
set search_path = ''
as $$
    select c.*
    from billing.coupon_redemptions as r
    inner join catalog.coupons as c on r.coupon_code = c.code
    where r.organization_id = reserved_coupon.organization_id and r.status = 'reserved'
$$;

comment on function billing.reserved_coupon(uuid) is
'The coupon that an organization''s next checkout takes along, or null.';
