create function admin.retry_delivery(id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    return webhooks.replay_delivery(
        webhooks.delivery_organization_id(retry_delivery.id),
        retry_delivery.id,
        identity.require_text('reason', retry_delivery.reason, 1000)
    );
end
$$;

comment on function admin.retry_delivery(uuid, text) is
$$Send a customer's webhook again

As the customer can: the same event under the same webhook-id. The reason is kept with it. Answers
{id, event_id, endpoint_id, status, attempts}. 404 delivery_not_found,
409 webhook_endpoint_disabled.$$;

grant execute on function admin.retry_delivery(uuid, text) to platform_admin;
