create or replace function billing.cancel_now(organization_id uuid, reason text)
returns billing.stripe_commands
language plpgsql
set search_path = ''
as $$
declare
    v_reason text := billing.require_reason(reason);
    v_subscription billing.subscriptions;
    v_command billing.stripe_commands;
begin
    v_subscription = billing.find_commanded(organization_id, 'cancel_now');
    case v_subscription.source
        when 'manual' then
            perform billing.cancel_contract(organization_id, false, v_reason);
        when 'stripe' then
            v_command = billing.enqueue_stripe_command(
                organization_id,
                'subscription.cancel_now',
                jsonb_build_object('subscription_id', v_subscription.id, 'reason', v_reason)
            );
            perform billing.record_fact(
                organization_id,
                v_subscription.id,
                'cancellation_requested',
                jsonb_build_object(
                    'reason', v_reason,
                    'command_id', v_command.id,
                    'staff_id', identity.current_user_id()
                )
            );
        else
            perform billing.record_fact(
                organization_id,
                v_subscription.id,
                'canceled',
                jsonb_build_object('reason', v_reason, 'staff_id', identity.current_user_id())
            );
    end case;
    return v_command;
end
$$;

comment on function billing.cancel_now(uuid, text) is
'Ends an organization''s subscription at once because the staff want it, whoever bills it; what is
paid is not given back. Returns the command that asks Stripe, null where there is nobody to ask.';
