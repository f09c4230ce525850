create or replace function billing.resume_subscription(organization_id uuid)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_subscription billing.subscriptions;
begin
    if billing.has_contract(organization_id) then
        return billing.resume_contract(organization_id);
    end if;
    v_subscription = billing.find_subscribed(organization_id, 'resume_subscription');
    return billing.command_accepted(billing.enqueue_stripe_command(
        organization_id, 'subscription.resume',
        jsonb_build_object('subscription_id', v_subscription.id)
    ));
end
$$;

comment on function billing.resume_subscription(uuid) is 'Ends a pause before its time.';
