create or replace function webhooks.delete_endpoint(organization_id uuid, endpoint_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform webhooks.find_endpoint(delete_endpoint.organization_id, delete_endpoint.endpoint_id);

    delete from webhooks.endpoint_secrets as s
    where
        s.organization_id = delete_endpoint.organization_id
        and s.endpoint_id = delete_endpoint.endpoint_id;

    update webhooks.endpoints as e
    set deleted_at = util.wall_clock()
    where
        e.organization_id = delete_endpoint.organization_id
        and e.id = delete_endpoint.endpoint_id;
end
$$;

comment on function webhooks.delete_endpoint(uuid, uuid) is
'An endpoint is told nothing any more, and its keys are gone. What was sent stays in the log.';
