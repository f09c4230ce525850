create or replace function billing.enqueue_stripe_command(
    organization_id uuid,
    kind text,
    params jsonb default '{}',
    depends_on uuid default null,
    id uuid default gen_random_uuid()
)
returns billing.stripe_commands
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_command billing.stripe_commands;
begin
    perform billing.assert_command_params(
        enqueue_stripe_command.kind, enqueue_stripe_command.params
    );
    insert into billing.stripe_commands (
        id, organization_id, kind, params, requested_by, depends_on, phase, idempotency_key,
        next_attempt_at, created_at
    )
    values (
        enqueue_stripe_command.id,
        enqueue_stripe_command.organization_id,
        enqueue_stripe_command.kind,
        enqueue_stripe_command.params,
        identity.current_user_id(),
        enqueue_stripe_command.depends_on,
        -- A question does nothing that a key would have to protect.
        case
            when enqueue_stripe_command.kind in ('object.fetch', 'objects.list') then 'look'
            else 'send'
        end,
        enqueue_stripe_command.id::text,
        v_now,
        v_now
    )
    returning * into v_command;

    -- A person waits for the answer. Without NOTIFY the worker's poll would find it, later.
    perform pg_notify('stripe_commands', '');
    return v_command;
end
$$;

comment on function billing.enqueue_stripe_command(uuid, text, jsonb, uuid, uuid) is
'Queues a call to Stripe in this transaction. It waits for the success of depends_on, if given.
Params are those of billing.stripe_command_fields.';
