create or replace function billing.reactivate(organization_id uuid, reason text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_reason text := billing.require_reason(reason);
    v_subscription billing.subscriptions;
    v_paused_before jsonb;
begin
    v_subscription = billing.find_commanded(organization_id, 'reactivate');
    if not billing.is_held_by_staff(organization_id) then
        perform util.fail(
            409, 'transition_refused', 'It is not suspended by the staff',
            jsonb_build_object(
                'command', 'reactivate',
                'status', v_subscription.status,
                'reason', v_subscription.status_reason
            )
        );
    end if;

    select f.details -> 'paused_before' into v_paused_before
    from billing.subscription_facts as f
    where
        f.organization_id = reactivate.organization_id
        and f.kind = 'hold_placed'
        and f.details ->> 'hold' = 'staff'
    order by f.effective_at desc, f.known_at desc, f.position desc
    limit 1;

    perform billing.record_fact(
        organization_id, null, 'hold_released',
        jsonb_build_object(
            'hold', 'staff', 'reason', v_reason, 'staff_id', identity.current_user_id()
        )
    );
    -- Queued behind a pause that is still on its way.
    perform billing.enqueue_stripe_command(
        s.organization_id, 'subscription.resume', jsonb_build_object('subscription_id', s.id)
    )
    from billing.subscriptions as s
    where
        s.organization_id = reactivate.organization_id
        and s.source = 'stripe'
        and s.status <> 'canceled'
        and not coalesce(v_paused_before, '[]') ? s.id::text
        and exists (
            select from billing.stripe_commands as c
            where
                c.organization_id = s.organization_id
                and c.kind = 'subscription.pause'
                and c.params = jsonb_build_object('subscription_id', s.id)
        );
end
$$;

comment on function billing.reactivate(uuid, text) is
'Releases the hold of the staff: the organization is again what it is without it. Has Stripe go on
with what was paused for the hold, not with what the customer had paused before.';
