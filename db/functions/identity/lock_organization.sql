create or replace function identity.lock_organization(organization_id uuid)
returns void
language sql
volatile
begin atomic
    select
    from identity.organizations as o
    where o.id = lock_organization.organization_id
    for no key update;
end;

comment on function identity.lock_organization(uuid) is
'Makes changes of an organization''s owners come one after the other.';
