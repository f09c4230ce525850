create or replace function api.apply_coupon(code text)
returns json
language plpgsql
security definer -- writes billing rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    perform identity.count_try('coupon:' || v_organization_id, 20);
    return billing.apply_coupon(v_organization_id, apply_coupon.code);
end
$$;

comment on function api.apply_coupon(text) is
$$Redeem a coupon

For the subscription that there is: answers 202; poll commands. Where nothing was bought yet it is
reserved (status reserved) and the next checkout takes it along. 404 coupon_not_found, 409
coupon_refused with the cause in details; 20 tries within 15 minutes.$$;

grant execute on function api.apply_coupon(text) to authenticated;
