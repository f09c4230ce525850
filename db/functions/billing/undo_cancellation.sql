create or replace function billing.undo_cancellation(organization_id uuid)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_subscription billing.subscriptions;
begin
    if billing.has_contract(organization_id) then
        return billing.undo_contract_end(organization_id);
    end if;
    v_subscription = billing.find_subscribed(organization_id, 'undo_cancellation');
    if v_subscription.cancel_at is null then
        perform billing.refuse_unchanged('The subscription is not to end');
    end if;
    return billing.command_accepted(billing.enqueue_stripe_command(
        organization_id, 'subscription.undo_cancellation',
        jsonb_build_object('subscription_id', v_subscription.id)
    ));
end
$$;

comment on function billing.undo_cancellation(uuid) is
'Lets a subscription go on that was to end.';
