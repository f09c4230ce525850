create or replace function billing.start_checkout(
    organization_id uuid, plan_code text, cycle text, end_trial boolean
)
returns billing.stripe_commands
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(start_checkout.organization_id);
    v_is_trial_kept boolean := not coalesce(start_checkout.end_trial, false);
    v_price catalog.prices;
    v_coupon catalog.coupons;
    v_session billing.checkout_sessions;
    v_command billing.stripe_commands;
begin
    -- Two clicks at once must find each other's session.
    perform billing.lock_organization(start_checkout.organization_id);

    if billing.has_live_subscription(start_checkout.organization_id) then
        perform util.fail(
            409, 'already_subscribed', 'This organization has a subscription already',
            hint => 'Change the plan, or open the billing portal'
        );
    end if;
    perform billing.assert_transition(start_checkout.organization_id, 'start_checkout');
    if billing.is_held_by_staff(start_checkout.organization_id) then
        perform util.fail(
            409, 'transition_refused', 'This organization has been suspended',
            jsonb_build_object('command', 'start_checkout', 'status', 'suspended'),
            'Write to our support'
        );
    end if;
    v_price = billing.price_for_checkout(
        start_checkout.organization_id, start_checkout.plan_code, start_checkout.cycle
    );

    v_coupon = billing.reserved_coupon(start_checkout.organization_id);
    if not start_checkout.plan_code = any(v_coupon.plan_codes)
        or v_coupon.currency <> v_price.currency
    then
        perform util.fail(
            409, 'coupon_refused', 'The coupon that is reserved is not for this plan',
            jsonb_build_object('cause', 'other_plans', 'plan_codes', v_coupon.plan_codes)
        );
    end if;

    select s.* into v_session
    from billing.checkout_sessions as s
    where
        s.organization_id = start_checkout.organization_id
        and s.status in ('pending', 'open')
        and s.superseded_at is null;

    if v_session.plan_version_id = v_price.plan_version_id
        and v_session.cycle = v_price.cycle
        and v_session.is_trial_kept = v_is_trial_kept
        and v_session.coupon_code is not distinct from v_coupon.code
        and coalesce(v_session.expires_at > v_now, true)
    then
        select c.* into strict v_command
        from billing.stripe_commands as c
        where c.id = v_session.id;
        return v_command;
    end if;

    -- Stripe counts what all organizations ask of it together.
    perform identity.count_try('stripe:' || start_checkout.organization_id, 120);
    if v_session.id is not null then
        perform billing.expire_checkout_session(v_session);
    end if;

    insert into billing.checkout_sessions (
        organization_id, requested_by, plan_version_id, cycle, is_trial_kept, coupon_code,
        created_at
    )
    values (
        start_checkout.organization_id, identity.current_user_id(),
        v_price.plan_version_id, v_price.cycle, v_is_trial_kept,
        v_coupon.code, v_now
    )
    returning * into v_session;

    return billing.enqueue_stripe_command(
        v_session.organization_id,
        'checkout_session.create',
        depends_on => billing.require_stripe_customer(v_session.organization_id),
        id => v_session.id
    );
end
$$;

comment on function billing.start_checkout(uuid, text, text, boolean) is
'Asks Stripe for a page to pay on. The same choice again gives the page that is there; any other
supersedes it, up to 120 times within 15 minutes. Unless end_trial, what is left of a trial stays free.
Nobody pays while the staff keep the organization suspended.';
