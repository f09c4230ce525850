create or replace function billing.apply_pending_changes(for_organization_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_due_at timestamptz := util.now(for_organization_id)
        + make_interval(mins => util.setting('pending_change_lead_minutes')::integer);
    v_change billing.pending_changes;
    v_command billing.stripe_commands;
    v_count bigint := 0::bigint;
begin
    for v_change in
        -- Of a subscription one at a time, the plan first: the next when Stripe has answered.
        select distinct on (p.organization_id)
            p.*
        from billing.pending_changes as p
        inner join billing.subscriptions as s
            on p.organization_id = s.organization_id and p.subscription_id = s.id
        where
            p.status = 'pending'
            and p.effective_at <= v_due_at
            and util.is_on_clock(p.organization_id, for_organization_id)
            and s.status <> 'canceled'
            -- What ends with the period changes no more, unless the end is taken back.
            and coalesce(s.cancel_at > p.effective_at, true)
            and not exists (
                select from billing.stripe_commands as c
                where
                    c.organization_id = p.organization_id
                    and c.kind like 'subscription.%'
                    and c.finished_at is null
            )
        order by p.organization_id, p.add_on_code nulls first
        limit 1000
    loop
        perform billing.lock_organization(v_change.organization_id);
        -- The customer may have thought better of it meanwhile.
        update billing.pending_changes as p
        set status = 'applying', attempts = p.attempts + 1
        where
            p.organization_id = v_change.organization_id
            and p.id = v_change.id
            and p.status = 'pending';
        continue when not found;

        v_command = billing.enqueue_stripe_command(
            v_change.organization_id,
            case
                when v_change.add_on_code is null then 'subscription.change_plan'
                else 'subscription.set_add_on'
            end,
            jsonb_strip_nulls(jsonb_build_object(
                'subscription_id', v_change.subscription_id,
                'price_id', v_change.price_id,
                'add_on_code', v_change.add_on_code,
                'quantity', v_change.quantity,
                'is_prorated', false,
                'effective_at', v_change.effective_at
            ))
        );
        update billing.pending_changes as p
        set command_id = v_command.id
        where p.organization_id = v_change.organization_id and p.id = v_change.id;
        v_count = v_count + 1;
    end loop;
    return v_count;
end
$$;

comment on function billing.apply_pending_changes(uuid) is
'A job: has Stripe make the changes that fall due within the next minutes, so that the next period
is billed as the customer wants it. What Stripe renewed before is changed as of its renewal (see
billing.proration_params). Returns how many are asked for.';
