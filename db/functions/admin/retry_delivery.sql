create function admin.retry_delivery(id uuid, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_organization_id uuid;
    v_answer json;
begin
    perform identity.require_staff();
    v_organization_id = webhooks.delivery_organization_id(retry_delivery.id);
    v_answer = webhooks.replay_delivery(
        v_organization_id, retry_delivery.id, audit.note_reason(retry_delivery.reason)
    );
    perform audit.record_action(
        'delivery_retried', v_organization_id, json_build_object('id', retry_delivery.id)::jsonb
    );
    return v_answer;
end
$$;

comment on function admin.retry_delivery(uuid, text) is
$$Send a customer's webhook again

As the customer can: the same event under the same webhook-id. The reason is kept with it. Answers
{id, event_id, endpoint_id, status, attempts}. 404 delivery_not_found,
409 webhook_endpoint_disabled.$$;

grant execute on function admin.retry_delivery(uuid, text) to platform_admin;
