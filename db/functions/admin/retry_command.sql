create function admin.retry_command(id uuid, reason text default null)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    if retry_command.reason is not null then
        perform audit.note_reason(retry_command.reason);
    end if;
    perform audit.record_action(
        'command_retried', null, jsonb_build_object('id', retry_command.id)
    );
    return json_build_object(
        'id', retry_command.id,
        'status', billing.revive_stripe_command(retry_command.id)
    );
end
$$;

comment on function admin.retry_command(uuid, text) is
$$Send a command to Stripe again

One that failed, or that waits for its next try. What may have been done is looked up first. 404
command_not_found, 409 command_settled, command_superseded.$$;

grant execute on function admin.retry_command(uuid, text) to platform_admin;
