create or replace function identity.erase_members(organization_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform identity.lock_organization(erase_members.organization_id);
    delete from identity.memberships as m
    where m.organization_id = erase_members.organization_id;
    perform identity.revoke_api_keys(
        erase_members.organization_id,
        array(
            select k.id
            from identity.api_keys as k
            where k.organization_id = erase_members.organization_id and k.revoked_at is null
        )
    );
    update identity.api_keys as k
    set name = 'Erased'
    where k.organization_id = erase_members.organization_id;
end
$$;

comment on function identity.erase_members(uuid) is
'Takes everybody out of an organization, with the keys that they made.';
