create or replace function billing.schedule_change(
    subscription billing.subscriptions,
    price_id uuid default null,
    add_on_code text default null,
    quantity bigint default null
)
returns billing.pending_changes
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.now((subscription).organization_id);
    v_change billing.pending_changes;
begin
    update billing.pending_changes as p
    set status = 'superseded', finished_at = v_now
    where
        p.organization_id = (subscription).organization_id
        and p.subscription_id = (subscription).id
        and p.add_on_code is not distinct from schedule_change.add_on_code
        and p.finished_at is null;

    insert into billing.pending_changes (
        organization_id, subscription_id, price_id, add_on_code, quantity, effective_at,
        requested_by, requested_at
    )
    values (
        (subscription).organization_id, (subscription).id, schedule_change.price_id,
        schedule_change.add_on_code, schedule_change.quantity,
        (subscription).current_period_end, identity.current_user_id(), v_now
    )
    returning * into v_change;

    perform webhooks.mark_state(v_change.organization_id);
    return v_change;
end
$$;

comment on function billing.schedule_change(billing.subscriptions, uuid, text, bigint) is
'Notes what becomes of a subscription at the end of its period, in place of what was noted of the
same kind. Its caller holds the organization.';
