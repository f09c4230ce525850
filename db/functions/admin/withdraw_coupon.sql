create function admin.withdraw_coupon(code text, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(withdraw_coupon.reason);
    perform catalog.withdraw_coupon(withdraw_coupon.code);
    return json_build_object('code', withdraw_coupon.code);
end
$$;

comment on function admin.withdraw_coupon(text, text) is
$$Let nobody redeem a coupon any more

Who has redeemed it keeps what it takes off. 404 coupon_not_found.$$;

grant execute on function admin.withdraw_coupon(text, text) to platform_admin;
