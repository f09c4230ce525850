create or replace function billing.change_scheduled(change billing.pending_changes)
returns json
language sql
immutable
set search_path = ''
as $$
    select json_build_object(
        'id', (change_scheduled.change).id,
        'kind', case
            when (change_scheduled.change).add_on_code is null then 'subscription.change_plan'
            else 'subscription.set_add_on'
        end,
        'status', 'scheduled',
        'result_url', null,
        'error', null,
        'effective_at', (change_scheduled.change).effective_at
    )
$$;

comment on function billing.change_scheduled(billing.pending_changes) is
'The answer to whoever asked for something that waits for the end of the period: what to look for in
api.pending_change. Shaped as billing.command_accepted.';
