create or replace function webhooks.enable_endpoint(organization_id uuid, endpoint_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform webhooks.find_endpoint(enable_endpoint.organization_id, enable_endpoint.endpoint_id);

    update webhooks.endpoints as e
    set
        disabled_at = null,
        disabled_reason = null,
        failing_since_at = null
    where
        e.organization_id = enable_endpoint.organization_id
        and e.id = enable_endpoint.endpoint_id
        and e.disabled_at is not null;
end
$$;

comment on function webhooks.enable_endpoint(uuid, uuid) is
'Tells an endpoint of events again, from now on. What it missed can be replayed.';
