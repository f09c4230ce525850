create or replace function identity.change_member_role(
    organization_id uuid, user_id uuid, role text
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform identity.lock_organization(change_member_role.organization_id);
    perform identity.require_assignable_role(change_member_role.role);

    if identity.find_member_role(
        change_member_role.organization_id, change_member_role.user_id
    ) = 'owner' then
        perform identity.require_permission('owners.manage');
        if change_member_role.role <> 'owner' then
            perform identity.require_other_owner(
                change_member_role.organization_id, change_member_role.user_id
            );
        end if;
    end if;

    update identity.memberships as m
    set role = change_member_role.role
    where
        m.organization_id = change_member_role.organization_id
        and m.user_id = change_member_role.user_id;
    perform identity.revoke_unbacked_invitations(
        change_member_role.organization_id, change_member_role.user_id
    );
    perform identity.revoke_unbacked_api_keys(
        change_member_role.organization_id, change_member_role.user_id
    );
end
$$;

comment on function identity.change_member_role(uuid, uuid, text) is
'Gives a member another role, from the next request on. Only owners make and unmake owners, and one
stays. Pending invitations and API keys that the new
role could not make are taken back.';
