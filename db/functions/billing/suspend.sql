create or replace function billing.suspend(organization_id uuid, reason text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_reason text := billing.require_reason(reason);
begin
    perform billing.find_commanded(organization_id, 'suspend');
    perform billing.record_fact(
        organization_id, null, 'hold_placed',
        jsonb_build_object(
            'hold', 'staff',
            'reason', v_reason,
            'staff_id', identity.current_user_id(),
            -- What the customer has paused stays paused when the hold is released.
            'paused_before', (
                select coalesce(jsonb_agg(s.id), '[]')
                from billing.subscriptions as s
                where s.organization_id = suspend.organization_id and s.hold = 'customer_pause'
            )
        )
    );
    perform billing.pause_suspended(organization_id);
end
$$;

comment on function billing.suspend(uuid, text) is
'Makes an organization read-only until the staff reactivate it, whatever is paid, and has Stripe
pause what it bills.';
