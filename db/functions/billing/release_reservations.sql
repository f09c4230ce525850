create or replace function billing.release_reservations(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_redemption billing.coupon_redemptions;
    v_count bigint := 0::bigint;
begin
    for v_redemption in
        select r.*
        from billing.coupon_redemptions as r
        where
            r.status = 'reserved'
            and r.requested_at < util.now(for_organization_id) - interval '7 days'
            and util.is_on_clock(r.organization_id, for_organization_id)
            and not exists (
                select from billing.checkout_sessions as s
                where
                    s.organization_id = r.organization_id
                    and s.coupon_code = r.coupon_code
                    and s.status in ('pending', 'open')
                    and s.superseded_at is null
            )
    loop
        perform billing.lock_organization(v_redemption.organization_id);
        perform billing.release_redemption(v_redemption);
        v_count = v_count + 1;
    end loop;
    return v_count;
end
$$;

comment on function billing.release_reservations(uuid) is
'A job: gives back coupons that were reserved a week ago for a checkout that nobody has begun.
Returns how many.';
