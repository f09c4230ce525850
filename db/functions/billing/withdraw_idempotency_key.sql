create or replace function billing.withdraw_idempotency_key(command_id uuid)
returns billing.stripe_commands
language sql
volatile
set search_path = ''
as $$
    update billing.stripe_commands as c
    set
        phase = case when l.look is null then 'send' else 'look' end,
        request = l.look,
        idempotency_key = c.id || ':' || c.attempts,
        first_attempt_at = null
    from (
        select
            d.id,
            billing.stripe_look(d) as look
        from billing.stripe_commands as d
        where d.id = withdraw_idempotency_key.command_id
    ) as l
    where c.id = l.id
    returning c.*
$$;

comment on function billing.withdraw_idempotency_key(uuid) is
'Gives up an idempotency key that protects no longer, or brings the same error for ever: next comes
a look whether the command was carried out, and if not, it is sent anew under another key.';
