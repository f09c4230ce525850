create or replace function webhooks.has_endpoints(organization_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
    return exists (
        select
        from webhooks.endpoints as e
        where e.organization_id = has_endpoints.organization_id and e.deleted_at is null
    );
end
$$;

comment on function webhooks.has_endpoints(uuid) is
'Whether an organization has endpoints at all. Most have none, and what would only be told is not
worth rendering for them.';
