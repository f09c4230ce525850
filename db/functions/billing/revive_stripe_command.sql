create or replace function billing.revive_stripe_command(command_id uuid)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_command billing.stripe_commands;
begin
    select c.* into v_command
    from billing.stripe_commands as c
    where c.id = revive_stripe_command.command_id
    for no key update;
    if not found then
        perform util.fail(404, 'command_not_found', 'There is no such command');
    end if;
    if v_command.status in ('running', 'succeeded') then
        perform util.fail(
            409, 'command_settled', 'This command is under way or done',
            jsonb_build_object('status', v_command.status)
        );
    end if;

    if v_command.status = 'failed' then
        -- Its asker may have asked anew since; and a page to pay on is asked for by whoever pays.
        if v_command.kind = 'checkout_session.create'
            or exists (
                select
                from billing.stripe_commands as c
                where
                    c.organization_id = v_command.organization_id
                    and split_part(c.kind, '.', 1) = split_part(v_command.kind, '.', 1)
                    and c.status <> 'failed'
                    and (c.created_at, c.id) > (v_command.created_at, v_command.id)
            )
        then
            perform util.fail(
                409, 'command_superseded', 'This was asked for anew, or is to be asked for anew'
            );
        end if;
        -- Stripe repeats under the old key what it answered, and may have done it all the same.
        if v_command.phase = 'send' and v_command.first_attempt_at is not null then
            perform billing.withdraw_idempotency_key(v_command.id);
        end if;
    end if;

    update billing.stripe_commands as c
    set
        status = 'queued',
        next_attempt_at = util.wall_clock(),
        finished_at = null
    where c.id = v_command.id;
    perform pg_notify('stripe_commands', '');
    return 'queued';
end
$$;

comment on function billing.revive_stripe_command(uuid) is
'Makes a command due that waits for its next try, or has failed. One that was sent is looked up at
Stripe first.';
