create function api.replay_delivery(id uuid)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('developers.manage');
begin
    perform identity.count_try('webhook_replays:' || v_organization_id, 1000);
    return webhooks.replay_delivery(v_organization_id, replay_delivery.id);
end
$$;

comment on function api.replay_delivery(uuid) is
$$Send a webhook again

Whatever became of it; the same event under the same webhook-id. One that waits is sent now. Answers
{id, event_id, endpoint_id, status, attempts}. Needs developers.manage. 404 delivery_not_found,
409 webhook_endpoint_disabled, 429 beyond 1,000 within 15 minutes.$$;

grant execute on function api.replay_delivery(uuid) to authenticated;
