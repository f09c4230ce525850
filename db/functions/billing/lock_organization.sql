create or replace function billing.lock_organization(organization_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- Not FOR UPDATE: rows that merely reference the organization need not wait.
    perform
    from identity.organizations as o
    where o.id = lock_organization.organization_id
    for no key update;
end
$$;

comment on function billing.lock_organization(uuid) is
'Lets one transaction at a time decide about an organization. Lock a Stripe object before, not
after.';
