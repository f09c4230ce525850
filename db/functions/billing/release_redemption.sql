create or replace function billing.release_redemption(redemption billing.coupon_redemptions)
returns void
language sql
volatile
set search_path = ''
as $$
    with released as (
        update billing.coupon_redemptions as r
        set status = 'released', finished_at = util.now(r.organization_id)
        where
            r.organization_id = (release_redemption.redemption).organization_id
            and r.id = (release_redemption.redemption).id
            and r.finished_at is null
        returning r.coupon_code
    )

    select catalog.release_coupon(r.coupon_code)
    from released as r
$$;

comment on function billing.release_redemption(billing.coupon_redemptions) is
'Gives a redemption back of which nothing came: another may have it.';
