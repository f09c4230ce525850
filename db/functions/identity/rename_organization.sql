create or replace function identity.rename_organization(organization_id uuid, name text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update identity.organizations as o
    set name = identity.require_name('name', rename_organization.name)
    where o.id = rename_organization.organization_id;
end
$$;

comment on function identity.rename_organization(uuid, text) is
'Gives an organization another name.';
