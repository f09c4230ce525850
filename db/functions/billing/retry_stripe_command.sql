create or replace function billing.retry_stripe_command(
    command billing.stripe_commands, code text, message text, internal text
)
returns text
language sql
volatile
set search_path = ''
as $$
    -- Half a second, doubled each time up to ten minutes, and spread so that many do not come at once.
    update billing.stripe_commands as c
    set
        status = 'queued',
        next_attempt_at = util.wall_clock() + make_interval(
            secs => least(600, 0.5 * 2 ^ least(c.attempts - 1, 20)) * (0.75 + random() / 2)
        ),
        error = jsonb_build_object(
            'code', retry_stripe_command.code,
            'message', retry_stripe_command.message,
            'internal', retry_stripe_command.internal
        ),
        leased_by = null,
        leased_until = null
    where c.id = (retry_stripe_command.command).id
    returning c.status
$$;

comment on function billing.retry_stripe_command(billing.stripe_commands, text, text, text) is
'Puts a command back into the queue, later with every attempt, under the same idempotency key.';
