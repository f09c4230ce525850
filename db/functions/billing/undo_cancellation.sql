create or replace function billing.undo_cancellation(organization_id uuid)
returns billing.stripe_commands
language plpgsql
set search_path = ''
as $$
declare
    v_subscription billing.subscriptions;
begin
    v_subscription = billing.find_subscribed(organization_id, 'undo_cancellation');
    if v_subscription.cancel_at is null then
        perform billing.refuse_unchanged('The subscription is not to end');
    end if;
    return billing.enqueue_stripe_command(
        organization_id, 'subscription.undo_cancellation',
        jsonb_build_object('subscription_id', v_subscription.id)
    );
end
$$;

comment on function billing.undo_cancellation(uuid) is
'Lets a subscription go on that was to end.';
