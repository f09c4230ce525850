create or replace function identity.revoke_unbacked_api_keys(organization_id uuid, user_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if not identity.has_member_permission(
        revoke_unbacked_api_keys.organization_id,
        revoke_unbacked_api_keys.user_id,
        'developers.manage'
    ) then
        perform identity.revoke_api_keys(
            revoke_unbacked_api_keys.organization_id,
            array(
                select k.id
                from identity.api_keys as k
                where
                    k.organization_id = revoke_unbacked_api_keys.organization_id
                    and k.created_by = revoke_unbacked_api_keys.user_id
            )
        );
    end if;
end
$$;

comment on function identity.revoke_unbacked_api_keys(uuid, uuid) is
'Ends the keys of somebody who could not make them any more: a way back in for whoever was removed
or has a lesser role now.';
