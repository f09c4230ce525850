create or replace function billing.refuse_while_leaving(
    subscription billing.subscriptions, command text
)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    if (subscription).cancel_at is not null then
        perform util.fail(
            409, 'transition_refused', 'The subscription is to end, and is not changed before',
            jsonb_build_object(
                'command', refuse_while_leaving.command,
                'status', (subscription).status,
                'cancel_at', (subscription).cancel_at
            ),
            'Take the cancellation back with undo_cancellation'
        );
    end if;
end
$$;

comment on function billing.refuse_while_leaving(billing.subscriptions, text) is
'Refuses to change a subscription whose end is scheduled.';
