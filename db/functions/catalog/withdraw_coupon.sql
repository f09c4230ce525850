create or replace function catalog.withdraw_coupon(code text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update catalog.coupons as c
    set withdrawn_at = util.now()
    where c.code = withdraw_coupon.code and c.withdrawn_at is null;
    if not found then
        perform util.fail(404, 'coupon_not_found', 'There is no such coupon');
    end if;
end
$$;

comment on function catalog.withdraw_coupon(text) is
'Lets nobody redeem a coupon any more; who has, keeps it.';
