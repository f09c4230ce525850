create or replace function billing.extend_trial(organization_id uuid, days integer, reason text)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
    v_reason text := billing.require_reason(reason);
    v_subscription billing.subscriptions;
    v_ends_at timestamptz;
begin
    if coalesce(days not between 1 and 90, true) then
        perform util.fail(
            400, 'invalid_argument', 'A trial is extended by 1 to 90 days', '{"argument": "days"}'
        );
    end if;
    v_subscription = billing.find_commanded(organization_id, 'extend_trial');
    v_ends_at = greatest(v_subscription.trial_ends_at, util.now(organization_id))
        + make_interval(hours => 24 * days);

    if v_subscription.source = 'trial' and v_subscription.hold <> 'staff' then
        perform billing.record_fact(
            organization_id, v_subscription.id, 'trial_extended',
            jsonb_build_object(
                'ends_at', v_ends_at,
                'days', days,
                'reason', v_reason,
                'staff_id', identity.current_user_id()
            )
        );
    elsif v_subscription.source = 'stripe' and v_subscription.status = 'trialing' then
        perform billing.enqueue_stripe_command(
            organization_id, 'subscription.extend_trial',
            jsonb_build_object(
                'subscription_id', v_subscription.id, 'trial_ends_at', v_ends_at
            )
        );
    else
        perform util.fail(
            409, 'transition_refused', 'It is not a trial that has ended here',
            jsonb_build_object(
                'command', 'extend_trial',
                'status', v_subscription.status,
                'reason', v_subscription.status_reason
            )
        );
    end if;
    return v_ends_at;
end
$$;

comment on function billing.extend_trial(uuid, integer, text) is
'Lets a trial go on for 1 to 90 days more than it would have, or from now if it has ended. One that
Stripe keeps is extended there, and here when Stripe says so. Returns the end.';
