create or replace function identity.require_organization(organization_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    if not exists (
        select from identity.organizations as o
        where o.id = require_organization.organization_id
    ) then
        perform util.fail(404, 'organization_not_found', 'There is no such organization');
    end if;
end
$$;

comment on function identity.require_organization(uuid) is
'Refuses with 404 what is no organization.';
