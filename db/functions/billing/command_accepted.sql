create or replace function billing.command_accepted(command billing.stripe_commands)
returns json
language plpgsql
set search_path = ''
as $$
begin
    perform set_config('response.status', '202', true);
    return json_build_object(
        'id', (command_accepted.command).id,
        'kind', (command_accepted.command).kind,
        'status', (command_accepted.command).status,
        'result_url', (command_accepted.command).result_url,
        'error', (command_accepted.command).error - 'internal'
    );
end
$$;

comment on function billing.command_accepted(billing.stripe_commands) is
'The answer 202 to whoever asked for something that Stripe does: what to look for in api.commands.';
