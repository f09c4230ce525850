create function api.update_webhook_endpoint(
    id uuid, url text default null, event_types text[] default null, description text default null
)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_endpoint webhooks.endpoints := webhooks.update_endpoint(
        identity.require_permission('developers.manage'),
        update_webhook_endpoint.id,
        update_webhook_endpoint.url,
        update_webhook_endpoint.event_types,
        update_webhook_endpoint.description
    );
begin
    return json_build_object(
        'id', v_endpoint.id,
        'url', v_endpoint.url,
        'event_types', v_endpoint.event_types,
        'description', v_endpoint.description
    );
end
$$;

comment on function api.update_webhook_endpoint(uuid, text, text[], text) is
$$Change an endpoint

What is not given stays; an empty description is none. Needs developers.manage. 400 webhook_url_refused,
404 webhook_endpoint_not_found.$$;

grant execute on function api.update_webhook_endpoint(uuid, text, text[], text) to authenticated;
