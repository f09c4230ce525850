create or replace function billing.change_plan(organization_id uuid, plan_code text, cycle text)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_subscription billing.subscriptions;
    v_change record;
begin
    v_subscription = billing.find_subscribed(organization_id, 'change_plan');
    perform billing.refuse_while_leaving(v_subscription, 'change_plan');
    v_change = billing.plan_change(v_subscription, plan_code, cycle);

    if v_change.effect = 'none' then
        perform billing.refuse_unchanged(
            'This is the present plan and cycle',
            'What is scheduled is taken back with cancel_pending_change'
        );
    end if;
    -- Its add-ons come along into another cycle.
    if billing.plan_change_items(v_subscription, v_change.price_id) is null then
        perform util.fail(
            409, 'price_not_linked', 'This price is not known to Stripe yet',
            jsonb_build_object('plan_code', change_plan.plan_code, 'cycle', change_plan.cycle),
            'The operator has to bring the catalogue to Stripe'
        );
    end if;

    if v_change.effect = 'period_end' then
        return billing.change_scheduled(
            billing.schedule_change(v_subscription, v_change.price_id)
        );
    end if;
    return billing.command_accepted(billing.enqueue_stripe_command(
        organization_id,
        'subscription.change_plan',
        jsonb_build_object(
            'subscription_id', v_subscription.id,
            'price_id', v_change.price_id,
            'is_prorated', true
        )
    ));
end
$$;

comment on function billing.change_plan(uuid, text, text) is
'Puts a subscription on another plan or cycle: at once, prorated and billed, or noted for the end of
the period (billing.plan_change says which).';
