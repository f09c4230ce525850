create or replace function identity.erase_memberships(user_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_organization_id uuid;
begin
    for v_organization_id in
        select m.organization_id
        from identity.memberships as m
        where m.user_id = erase_memberships.user_id
        order by m.organization_id
    loop
        perform identity.lock_organization(v_organization_id);
        delete from identity.memberships as m
        where
            m.organization_id = v_organization_id and m.user_id = erase_memberships.user_id;
        perform identity.revoke_unbacked_invitations(v_organization_id, erase_memberships.user_id);
        perform identity.revoke_unbacked_api_keys(v_organization_id, erase_memberships.user_id);
    end loop;
end
$$;

comment on function identity.erase_memberships(uuid) is
'Takes a person out of all organizations, also out of those that have nobody else.';
