create or replace function webhooks.create_endpoint(
    organization_id uuid, url text, event_types text[], description text
)
returns webhooks.endpoints
language plpgsql
set search_path = ''
as $$
declare
    v_url text := webhooks.require_url(create_endpoint.url);
    v_types text[] := webhooks.require_event_types(create_endpoint.event_types);
    v_description text;
    v_endpoint webhooks.endpoints;
begin
    if btrim(create_endpoint.description) <> '' then
        v_description = identity.require_text('description', create_endpoint.description, 200);
    end if;

    perform identity.lock_organization(create_endpoint.organization_id);
    if (
        select count(*) from webhooks.endpoints as e
        where e.organization_id = create_endpoint.organization_id and e.deleted_at is null
    ) >= 10 then
        perform util.fail(
            409, 'too_many_webhook_endpoints', 'An organization has ten endpoints at most',
            hint => 'Delete one that is not needed any more'
        );
    end if;

    insert into webhooks.endpoints as e (
        organization_id, url, event_types, description, created_by, created_at
    )
    values (
        create_endpoint.organization_id, v_url, v_types, v_description,
        identity.current_user_id(), util.wall_clock()
    )
    returning e.* into v_endpoint;
    return v_endpoint;
end
$$;

comment on function webhooks.create_endpoint(uuid, text, text[], text) is
'Where to tell an organization of events from now on. It needs a key next
(webhooks.rotate_secret).';
