create or replace function billing.settle_command(command_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_command billing.stripe_commands;
    v_change_id uuid;
    v_now timestamptz;
begin
    select c.* into v_command
    from billing.stripe_commands as c
    where c.id = settle_command.command_id;
    v_now = util.now(v_command.organization_id);

    -- What was scheduled and is refused waits for another try, three times.
    update billing.pending_changes as p
    set
        status = case
            when v_command.status = 'succeeded' then 'applied'
            when p.attempts < 3 then 'pending'
            else 'failed'
        end,
        error = v_command.error - 'internal',
        finished_at = case
            when v_command.status = 'succeeded' or p.attempts >= 3 then v_now
        end
    where
        p.organization_id = v_command.organization_id
        and p.command_id = v_command.id
        and p.status = 'applying'
    returning p.id into v_change_id;

    -- A change at once is the later word on what was to come.
    if v_change_id is null and v_command.status = 'succeeded' then
        update billing.pending_changes as p
        set status = 'superseded', finished_at = v_now
        where
            p.organization_id = v_command.organization_id
            and p.subscription_id::text = v_command.params ->> 'subscription_id'
            and p.status = 'pending'
            and case v_command.kind
                when 'subscription.change_plan' then p.price_id is not null
                when 'subscription.set_add_on'
                    then p.add_on_code = v_command.params ->> 'add_on_code'
            end;
    end if;

    if v_command.kind = 'subscription.apply_coupon' and v_command.status = 'succeeded' then
        update billing.coupon_redemptions as r
        set status = 'redeemed', finished_at = v_now
        where
            r.organization_id = v_command.organization_id
            and r.command_id = v_command.id
            and r.status = 'redeeming';
    elsif v_command.kind = 'subscription.apply_coupon' then
        perform billing.release_redemption(r)
        from billing.coupon_redemptions as r
        where
            r.organization_id = v_command.organization_id
            and r.command_id = v_command.id
            and r.status = 'redeeming';
    end if;

    if v_command.status = 'failed'
        and v_command.kind in ('subscription.cancel_at_period_end', 'subscription.cancel_now')
        and v_command.params ? 'reason'
    then
        perform billing.record_fact(
            v_command.organization_id,
            (v_command.params ->> 'subscription_id')::uuid,
            'cancellation_refused',
            jsonb_build_object('command_id', v_command.id)
        );
    end if;
end
$$;

comment on function billing.settle_command(uuid) is
'What follows here from the end of a command: what waited for it has happened, or is as it was.';
