create or replace function billing.find_subscribed(organization_id uuid, command text)
returns billing.subscriptions
language plpgsql
set search_path = ''
as $$
declare
    v_subscription billing.subscriptions;
begin
    v_subscription = billing.find_commanded(organization_id, command);

    perform billing.refuse_sales_led(v_subscription);
    if v_subscription.source is distinct from 'stripe' then
        perform util.fail(
            409, 'checkout_required', 'Nothing has been bought that this could change',
            jsonb_build_object('command', find_subscribed.command, 'status', v_subscription.status),
            'Choose a plan and pay with start_checkout'
        );
    end if;

    -- What is asked for is judged by what there is, and that is on its way to something else.
    if exists (
        select from billing.stripe_commands as c
        where
            c.organization_id = find_subscribed.organization_id
            and c.kind like 'subscription.%'
            and c.finished_at is null
    ) then
        perform util.fail(
            409, 'change_under_way', 'A change of this subscription is under way',
            hint => 'Poll commands until it is finished'
        );
    end if;
    return v_subscription;
end
$$;

comment on function billing.find_subscribed(uuid, text) is
'The subscription at Stripe that a customer''s command is about, locked. Refused where the table of
transitions has no edge for it, where nothing was bought, and while another change is under way.';
