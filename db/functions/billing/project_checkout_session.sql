create or replace function billing.project_checkout_session(
    claimed billing.stripe_objects, state jsonb, at timestamptz
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_organization_id uuid := (claimed).organization_id;
    v_local_id uuid := (claimed).local_id;
begin
    if v_local_id is null then
        -- Stripe may tell that it is complete before it answers the call that made it.
        select s.id into v_local_id
        from billing.checkout_sessions as s
        where
            s.organization_id = v_organization_id
            and s.id::text = state ->> 'local_id';

        if v_local_id is null then
            insert into billing.checkout_sessions (organization_id, status, created_at)
            values (v_organization_id, 'expired', billing.epoch_time(state -> 'created'))
            returning checkout_sessions.id into v_local_id;
        end if;

        update billing.stripe_objects as o
        set local_id = v_local_id
        where o.stripe_id = (claimed).stripe_id;
    end if;

    update billing.checkout_sessions as s
    set
        status = state ->> 'status',
        payment_status = state ->> 'payment_status',
        url = state ->> 'url',
        stripe_session_id = state ->> 'id',
        stripe_subscription_id = state ->> 'subscription',
        expires_at = billing.epoch_time(state -> 'expires_at'),
        -- A page that was made elsewhere is not the one to send people to.
        superseded_at = case
            when state ->> 'status' = 'open' and s.requested_by is null
                then coalesce(s.superseded_at, s.created_at)
            else s.superseded_at
        end,
        finished_at = case
            when state ->> 'status' <> 'open' then project_checkout_session.at
        end
    where s.organization_id = v_organization_id and s.id = v_local_id;

    if state ->> 'status' = 'complete' then
        update billing.coupon_redemptions as r
        set status = 'redeemed', finished_at = project_checkout_session.at
        from billing.checkout_sessions as s
        where
            s.organization_id = v_organization_id
            and s.id = v_local_id
            and r.organization_id = s.organization_id
            and r.coupon_code = s.coupon_code
            and r.status = 'reserved';
    end if;
end
$$;

comment on function billing.project_checkout_session(billing.stripe_objects, jsonb, timestamptz) is
'Brings a visit to the checkout page up to date; at is when Stripe said so.';
