create function api.create_webhook_endpoint(
    url text, event_types text[] default '{*}', description text default null
)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_endpoint webhooks.endpoints := webhooks.create_endpoint(
        identity.require_permission('developers.manage'),
        create_webhook_endpoint.url,
        create_webhook_endpoint.event_types,
        create_webhook_endpoint.description
    );
begin
    return json_build_object(
        'id', v_endpoint.id,
        'url', v_endpoint.url,
        'event_types', v_endpoint.event_types,
        'secret', webhooks.rotate_secret(v_endpoint.organization_id, v_endpoint.id)
    );
end
$$;

comment on function api.create_webhook_endpoint(text, text[], text) is
$$Have events sent to an address

https and a public host name; the types are those of webhook_event_types, or * for all. Answers {id,
url, event_types, secret}: the secret signs, and is shown this once. Needs developers.manage.
400 webhook_url_refused, 409 too_many_webhook_endpoints.$$;

grant execute on function api.create_webhook_endpoint(text, text[], text) to authenticated;
