create function api.send_test_event(endpoint_id uuid)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    return webhooks.send_test_event(
        identity.require_permission('developers.manage'), send_test_event.endpoint_id
    );
end
$$;

comment on function api.send_test_event(uuid) is
$$Try an endpoint

Sends it an event of type endpoint.test, whatever it asks for. Answers the delivery as
replay_delivery does; webhook_deliveries shows what became of it. Needs developers.manage.
404 webhook_endpoint_not_found, 409 webhook_endpoint_disabled.$$;

grant execute on function api.send_test_event(uuid) to authenticated;
