create or replace function billing.list_request(command billing.stripe_commands)
returns jsonb
language sql
immutable
set search_path = ''
as $$
    select jsonb_build_object(
        'method', 'GET',
        'path', billing.stripe_collection((command).params ->> 'object_kind'),
        'params', jsonb_strip_nulls(jsonb_build_object(
            'limit', 100,
            'starting_after', (command).progress -> 'starting_after',
            -- Else those that have ended are left out.
            'status', case (command).params ->> 'object_kind' when 'subscription' then 'all' end,
            'created', case
                when (command).params ? 'since'
                    then jsonb_build_object('gte', (command).params -> 'since')
            end
        ))
    )
$$;

comment on function billing.list_request(billing.stripe_commands) is
'The request for the first or the next page of a list. Nothing is expanded: what a list shows only
tells which objects to ask for.';
