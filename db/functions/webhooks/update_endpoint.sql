create or replace function webhooks.update_endpoint(
    organization_id uuid, endpoint_id uuid, url text, event_types text[], description text
)
returns webhooks.endpoints
language plpgsql
set search_path = ''
as $$
declare
    v_endpoint webhooks.endpoints := webhooks.find_endpoint(
        update_endpoint.organization_id, update_endpoint.endpoint_id
    );
begin
    if update_endpoint.url is not null then
        v_endpoint.url = webhooks.require_url(update_endpoint.url);
    end if;
    if update_endpoint.event_types is not null then
        v_endpoint.event_types = webhooks.require_event_types(update_endpoint.event_types);
    end if;
    if update_endpoint.description is not null then
        v_endpoint.description = case
            when btrim(update_endpoint.description) <> ''
                then identity.require_text('description', update_endpoint.description, 200)
        end;
    end if;

    update webhooks.endpoints as e
    set
        url = v_endpoint.url,
        event_types = v_endpoint.event_types,
        description = v_endpoint.description
    where e.organization_id = v_endpoint.organization_id and e.id = v_endpoint.id;
    return v_endpoint;
end
$$;

comment on function webhooks.update_endpoint(uuid, uuid, text, text[], text) is
'Changes what is given of an endpoint. What waits goes to the new address.';
