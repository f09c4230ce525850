create or replace function billing.retry_undone_command(
    command billing.stripe_commands, answer jsonb
)
returns text
language plpgsql
set search_path = ''
as $$
begin
    -- The newest come first: an older one on the page means that ours would stand there, too.
    -- Business time is never behind real time.
    if (answer ->> 'has_more')::boolean
        and (answer -> 'data' -> -1 ->> 'created')::bigint
        >= billing.epoch(date_trunc('second', (command).created_at))
    then
        perform billing.fail_stripe_command(
            (command).id, 'outcome_unknown', 'It cannot be found out whether Stripe did it'
        );
        return 'failed';
    end if;
    update billing.stripe_commands as c
    set
        status = 'queued',
        phase = 'send',
        request = null,
        first_attempt_at = null,
        next_attempt_at = util.wall_clock(),
        leased_by = null,
        leased_until = null
    where c.id = (command).id;
    return 'queued';
end
$$;

comment on function billing.retry_undone_command(billing.stripe_commands, jsonb) is
'Has a command sent anew, for a look at Stripe has shown that it was not carried out. Fails it when
the answer shows only some of what would have to be seen.';
