create or replace function billing.pause_subscription(
    organization_id uuid, resumes_at timestamptz
)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now(organization_id);
    v_subscription billing.subscriptions;
begin
    if coalesce(
        pause_subscription.resumes_at
        not between v_now + interval '1 day' and v_now + interval '366 days',
        true
    ) then
        perform util.fail(
            400, 'invalid_argument', 'A pause ends after a day to a year', '{"argument": "resumes_at"}'
        );
    end if;
    if billing.has_contract(organization_id) then
        return billing.pause_contract(organization_id, pause_subscription.resumes_at);
    end if;
    v_subscription = billing.find_subscribed(organization_id, 'pause_subscription');
    perform billing.refuse_while_leaving(v_subscription, 'pause_subscription');
    return billing.command_accepted(billing.enqueue_stripe_command(
        organization_id, 'subscription.pause',
        jsonb_build_object(
            'subscription_id', v_subscription.id, 'resumes_at', pause_subscription.resumes_at
        )
    ));
end
$$;

comment on function billing.pause_subscription(uuid, timestamptz) is
'Has nothing collected until a moment, a day to a year from now; then it goes on by itself.';
