create or replace function billing.apply_coupon(organization_id uuid, code text)
returns json
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.now(organization_id);
    v_is_bought boolean := billing.has_live_stripe_subscription(organization_id);
    v_subscription billing.subscriptions;
    v_coupon catalog.coupons;
    v_command billing.stripe_commands;
    v_id uuid := gen_random_uuid();
begin
    if v_is_bought then
        v_subscription = billing.find_subscribed(organization_id, 'apply_coupon');
    else
        perform billing.lock_organization(organization_id);
        perform billing.assert_transition(organization_id, 'start_checkout');
        -- The next checkout takes one along, the last that was asked for.
        perform billing.release_redemption(r)
        from billing.coupon_redemptions as r
        where r.organization_id = apply_coupon.organization_id and r.status = 'reserved';
    end if;

    v_coupon = catalog.redeem_coupon(
        upper(btrim(code)),
        (select v.plan_code from catalog.plan_versions as v where v.id = v_subscription.plan_version_id),
        v_subscription.currency,
        v_now
    );
    if exists (
        select from billing.coupon_redemptions as r
        where
            r.organization_id = apply_coupon.organization_id
            and r.coupon_code = v_coupon.code
            and r.status <> 'released'
    ) then
        perform util.fail(
            409, 'coupon_refused', 'The coupon cannot be redeemed', '{"cause": "redeemed"}'
        );
    end if;

    if v_is_bought then
        v_command = billing.enqueue_stripe_command(
            organization_id, 'subscription.apply_coupon',
            jsonb_build_object(
                'subscription_id', v_subscription.id, 'coupon_code', v_coupon.code
            )
        );
    end if;
    insert into billing.coupon_redemptions (
        organization_id, id, coupon_code, status, command_id, requested_by, requested_at
    )
    values (
        apply_coupon.organization_id, v_id, v_coupon.code,
        case when v_is_bought then 'redeeming' else 'reserved' end,
        v_command.id, identity.current_user_id(), v_now
    );

    if v_is_bought then
        return billing.command_accepted(v_command);
    end if;
    return json_build_object(
        'id', v_id, 'kind', 'subscription.apply_coupon', 'status', 'reserved',
        'result_url', null, 'error', null
    );
end
$$;

comment on function billing.apply_coupon(uuid, text) is
'Redeems a coupon: for the subscription that there is, through Stripe; or reserves it for the next
checkout. The limit of redemptions is counted here, in this transaction.';
