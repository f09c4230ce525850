create or replace function billing.expire_checkout_sessions(for_organization_id uuid)
returns bigint
language sql
volatile
set search_path = ''
as $$
    with expired as (
        update billing.checkout_sessions as s
        set status = 'expired', finished_at = s.expires_at
        where
            s.status = 'open'
            -- Stripe says so itself, as a rule.
            and s.expires_at < util.now(expire_checkout_sessions.for_organization_id)
            - interval '1 hour'
            and util.is_on_clock(
                s.organization_id, expire_checkout_sessions.for_organization_id
            )
        returning 1
    )

    select count(*)
    from expired
$$;

comment on function billing.expire_checkout_sessions(uuid) is
'A job: pages to pay on that ended more than an hour ago are closed here too, if Stripe has not said
so. Should somebody have paid on one, what Stripe says of it later still counts.';
