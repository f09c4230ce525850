create or replace function webhooks.find_endpoint(organization_id uuid, endpoint_id uuid)
returns webhooks.endpoints
language plpgsql
set search_path = ''
as $$
declare
    v_endpoint webhooks.endpoints;
begin
    select e.* into v_endpoint
    from webhooks.endpoints as e
    where
        e.organization_id = find_endpoint.organization_id
        and e.id = find_endpoint.endpoint_id
        and e.deleted_at is null
    for no key update;

    if v_endpoint.id is null then
        perform util.fail(
            404, 'webhook_endpoint_not_found', 'There is no such endpoint in this organization'
        );
    end if;
    return v_endpoint;
end
$$;

comment on function webhooks.find_endpoint(uuid, uuid) is
'An endpoint, locked until the transaction ends; refused with 404 if there is none.';
