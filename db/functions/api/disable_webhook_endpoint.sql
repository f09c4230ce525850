create function api.disable_webhook_endpoint(id uuid)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform webhooks.disable_endpoint(
        identity.require_permission('developers.manage'), disable_webhook_endpoint.id, 'by_hand'
    );
end
$$;

comment on function api.disable_webhook_endpoint(uuid) is
$$Tell an endpoint nothing for now

What becomes due meanwhile fails. Needs developers.manage. 404 webhook_endpoint_not_found.$$;

grant execute on function api.disable_webhook_endpoint(uuid) to authenticated;
