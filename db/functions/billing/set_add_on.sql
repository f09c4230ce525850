create or replace function billing.set_add_on(
    organization_id uuid, add_on_code text, quantity bigint
)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_subscription billing.subscriptions;
    v_effect text;
begin
    v_subscription = billing.find_subscribed(organization_id, 'set_add_on');
    perform billing.refuse_while_leaving(v_subscription, 'set_add_on');
    v_effect = billing.add_on_effect(v_subscription, add_on_code, quantity);

    if v_effect = 'none' then
        perform billing.refuse_unchanged(
            'There is so much of this add-on already',
            'What is scheduled is taken back with cancel_pending_change'
        );
    end if;
    if billing.add_on_change_items(v_subscription, add_on_code, quantity) is null then
        perform util.fail(
            409, 'price_not_linked', 'This price is not known to Stripe yet',
            jsonb_build_object('add_on_code', set_add_on.add_on_code),
            'The operator has to bring the catalogue to Stripe'
        );
    end if;

    if v_effect = 'period_end' then
        return billing.change_scheduled(billing.schedule_change(
            v_subscription, add_on_code => set_add_on.add_on_code, quantity => set_add_on.quantity
        ));
    end if;
    return billing.command_accepted(billing.enqueue_stripe_command(
        organization_id,
        'subscription.set_add_on',
        jsonb_build_object(
            'subscription_id', v_subscription.id,
            'add_on_code', set_add_on.add_on_code,
            'quantity', set_add_on.quantity,
            'is_prorated', true
        )
    ));
end
$$;

comment on function billing.set_add_on(uuid, text, bigint) is
'Has so much of an add-on beside the plan: more at once, prorated and billed; less from the next
period on.';
