create or replace function billing.fail_stripe_command(
    command_id uuid, code text, message text, internal text default null
)
returns void
language sql
volatile
set search_path = ''
as $$
    update billing.stripe_commands as c
    set
        status = 'failed',
        error = jsonb_strip_nulls(jsonb_build_object(
            'code', fail_stripe_command.code,
            'message', fail_stripe_command.message,
            'internal', fail_stripe_command.internal
        )),
        leased_by = null,
        leased_until = null,
        finished_at = util.wall_clock()
    where c.id = fail_stripe_command.command_id;

    -- A page that never came into being is no longer waited for. Its command has the same id.
    update billing.checkout_sessions as s
    set status = 'failed', finished_at = util.now(s.organization_id)
    from billing.stripe_commands as c
    where
        c.id = fail_stripe_command.command_id
        and c.kind = 'checkout_session.create'
        and s.organization_id = c.organization_id
        and s.id = c.id
        and s.status = 'pending';

    select billing.settle_command(fail_stripe_command.command_id);
$$;

comment on function billing.fail_stripe_command(uuid, text, text, text) is
'Ends a command for good. Code and message are shown to the asker, internal only to the staff.';
