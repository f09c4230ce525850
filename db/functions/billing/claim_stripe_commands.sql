create or replace function billing.claim_stripe_commands(
    worker text, max_commands integer, lease_seconds integer
)
returns setof billing.stripe_commands
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_due record;
    v_command billing.stripe_commands;
begin
    for v_due in
        select
            c as command,
            d.status as dependency_status
        from billing.stripe_commands as c
        left join billing.stripe_commands as d on c.depends_on = d.id
        where
            c.finished_at is null
            and c.next_attempt_at <= v_now
            and (c.leased_until is null or c.leased_until <= v_now)
            and (c.depends_on is null or d.finished_at is not null)
            -- Changes of one thing are made in the order in which they were asked for.
            and (
                (c.kind not like 'subscription.%' and c.kind <> 'customer.update')
                or not exists (
                    select
                    from billing.stripe_commands as e
                    where
                        e.organization_id = c.organization_id
                        and e.finished_at is null
                        and split_part(e.kind, '.', 1) = split_part(c.kind, '.', 1)
                        and (e.created_at, e.id) < (c.created_at, c.id)
                )
            )
        order by c.next_attempt_at, c.created_at, c.id
        limit claim_stripe_commands.max_commands
        -- Not FOR UPDATE: a new command that depends on one of these must not wait, for it may be
        -- written by somebody who holds the organization that its answer needs.
        for no key update of c skip locked
    loop
        v_command = v_due.command;

        if v_due.dependency_status = 'failed' then
            perform billing.fail_stripe_command(
                v_command.id, 'dependency_failed', 'Something that had to come first has failed'
            );
            continue;
        end if;

        -- Stripe forgets an idempotency key after a day. From then on repeating could do it twice.
        if v_command.phase = 'send'
            and v_command.first_attempt_at <= v_now - interval '24 hours'
        then
            v_command = billing.withdraw_idempotency_key(v_command.id);
        end if;
        if v_command.request is null then
            -- One command that cannot be rendered must not stop the others.
            begin
                v_command.request = billing.render_stripe_request(v_command);
            exception
                when others then
                    perform billing.fail_stripe_command(
                        v_command.id, 'request_failed', 'The request could not be prepared', sqlerrm
                    );
                    continue;
            end;
        end if;

        if v_command.request is null then
            perform billing.fail_stripe_command(
                v_command.id, 'prerequisite_missing',
                'Something that this refers to is not known to Stripe'
            );
            continue;
        end if;

        update billing.stripe_commands as c
        set
            status = 'running',
            attempts = c.attempts + 1,
            -- An answer to a look tells of the moment of that look.
            first_attempt_at = case c.phase
                when 'send' then coalesce(c.first_attempt_at, v_now)
                else v_now
            end,
            request = v_command.request,
            leased_by = claim_stripe_commands.worker,
            leased_until = v_now + make_interval(secs => claim_stripe_commands.lease_seconds)
        where c.id = v_command.id
        returning c.* into v_command;
        return next v_command;
    end loop;
end
$$;

comment on function billing.claim_stripe_commands(text, integer, integer) is
'Leases due commands to a worker, each with the request to send. A lease that runs out can be
claimed anew, with the next attempt number. What cannot be sent any more fails here.';
