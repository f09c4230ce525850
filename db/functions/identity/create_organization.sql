create or replace function identity.create_organization(name text, user_id uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_name text := identity.require_name('organization_name', create_organization.name);
    v_organization_id uuid;
begin
    perform identity.count_try('organizations:' || create_organization.user_id, 50);

    insert into identity.organizations (name, created_at)
    values (v_name, util.now())
    returning id into v_organization_id;

    insert into identity.memberships (organization_id, user_id, role, created_at)
    values (v_organization_id, create_organization.user_id, 'owner', util.now());
    return v_organization_id;
end
$$;

comment on function identity.create_organization(text, uuid) is
'A new organization, with its founder as owner.';
