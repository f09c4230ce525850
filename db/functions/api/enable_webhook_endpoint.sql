create function api.enable_webhook_endpoint(id uuid)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform webhooks.enable_endpoint(
        identity.require_permission('developers.manage'), enable_webhook_endpoint.id
    );
end
$$;

comment on function api.enable_webhook_endpoint(uuid) is
$$Tell an endpoint of events again

Also one that was disabled because it failed. What it missed can be replayed. Needs
developers.manage. 404 webhook_endpoint_not_found.$$;

grant execute on function api.enable_webhook_endpoint(uuid) to authenticated;
