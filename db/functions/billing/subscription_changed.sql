create or replace function billing.subscription_changed(
    old billing.subscriptions, new billing.subscriptions
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if ((old).status, (old).access, (old).stripe_status, (old).started_at)
        is distinct from ((new).status, (new).access, (new).stripe_status, (new).started_at)
    then
        perform billing.elect_primary((new).organization_id);
    end if;
    perform billing.emit_subscription_events(old, new);
    if (new).status = 'canceled' and (old).status <> 'canceled' then
        perform billing.finish_dunning_case(c.organization_id, c.invoice_id, 'canceled')
        from billing.dunning_cases as c
        where
            c.organization_id = (new).organization_id
            and c.subscription_id = (new).id
            and c.closed_at is null;
    end if;
    perform billing.adjust_pending_changes(old, new);
    perform billing.queue_change_emails(old, new);
    if (old).status = 'trialing' and (new).source = 'trial' and (new).hold = 'trial_ended' then
        perform billing.queue_trial_emails(new);
    end if;
end
$$;

comment on function billing.subscription_changed(billing.subscriptions, billing.subscriptions) is
'What follows from a subscription having become another, old row to new row. Every effect hangs
here, on the transition, with a key of its own: events may repeat and come late, the transition
happens once.';
