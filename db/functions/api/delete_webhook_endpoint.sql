create function api.delete_webhook_endpoint(id uuid)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform webhooks.delete_endpoint(
        identity.require_permission('developers.manage'), delete_webhook_endpoint.id
    );
end
$$;

comment on function api.delete_webhook_endpoint(uuid) is
$$Delete an endpoint

Its keys are gone at once; the log of what it was told stays. Needs developers.manage.
404 webhook_endpoint_not_found.$$;

grant execute on function api.delete_webhook_endpoint(uuid) to authenticated;
