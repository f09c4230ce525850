create or replace function webhooks.state_endpoints(organization_id uuid)
returns table (endpoint_id uuid)
language sql
stable
begin atomic
    select e.id as endpoint_id
    from webhooks.endpoints as e
    where
        e.organization_id = state_endpoints.organization_id
        and e.disabled_at is null
        and e.deleted_at is null
        and e.event_types && '{*,customer.state_changed,entitlement.changed}';
end;

comment on function webhooks.state_endpoints(uuid) is
'The endpoints of an organization that are told what comes of its marks: customer.state_changed, and
entitlement.changed. Without a setting of its own, so that it is planned as a part of whoever asks
often whether there is one.';
