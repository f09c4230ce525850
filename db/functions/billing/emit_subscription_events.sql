create or replace function billing.emit_subscription_events(
    old billing.subscriptions, new billing.subscriptions
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    -- The writer fills in a new subscription of Stripe's, which until then has no status there.
    v_is_new boolean := (old).stripe_status is null and (new).stripe_status is not null
        -- And one of ours, which has no period until it begins.
        or (new).source = 'manual' and (old).current_period_start is null;
    v_type text;
begin
    if old is not distinct from new or not webhooks.has_endpoints((new).organization_id) then
        return;
    end if;

    -- A trial that was bought goes on as the subscription that took its place.
    if (new).status = 'canceled' and (new).status_reason = 'converted' then
        return;
    end if;

    v_type = case
        when (new).status = (old).status then null
        when (new).status in ('past_due', 'paused', 'suspended', 'canceled') then (new).status
        when (old).status in ('paused', 'suspended') then 'resumed'
        when (new).status = 'active' then 'activated'
    end;

    perform webhooks.emit_event(
        (new).organization_id,
        'subscription.' || t.type,
        billing.subscription_data(s),
        -- The transition happens once, in the one writer, under the organization's lock. The same
        -- one may happen again, and is told again: the moment keeps them apart.
        concat_ws(':', 'subscription', t.type, (new).id, extract(epoch from util.wall_clock()))
    )
    from unnest(
        array[
            case when v_is_new then 'created' end,
            case when v_is_new or v_type is not null then v_type else 'updated' end
        ]
    ) as t (type)
    -- As it is by now: which one is the primary follows from the change, too.
    inner join billing.subscriptions as s
        on s.organization_id = (new).organization_id and s.id = (new).id
    where t.type is not null;

    perform webhooks.mark_state((new).organization_id);
end
$$;

comment on function billing.emit_subscription_events(
    billing.subscriptions, billing.subscriptions
) is
'What webhooks tell of a subscription that has become another, old row to new row: a change of its
status, or else that it was updated.';
