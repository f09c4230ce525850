create or replace function identity.find_sole_organizations(user_id uuid)
returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
declare
    v_organization_id uuid;
    v_organization_ids uuid[] := '{}'::uuid[];
begin
    for v_organization_id in
        select m.organization_id
        from identity.memberships as m
        where m.user_id = find_sole_organizations.user_id
    loop
        if not exists (
            select from identity.memberships as m
            where
                m.organization_id = v_organization_id
                and m.user_id <> find_sole_organizations.user_id
        ) then
            v_organization_ids = v_organization_ids || v_organization_id;
        elsif identity.find_member_role(v_organization_id, find_sole_organizations.user_id)
            = 'owner'
        then
            perform identity.require_other_owner(
                v_organization_id, find_sole_organizations.user_id
            );
        end if;
    end loop;
    return v_organization_ids;
end
$$;

comment on function identity.find_sole_organizations(uuid) is
'Organizations to which nobody but the person belongs. 409 last_owner if others would be left
without an owner.';
