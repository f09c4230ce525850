create or replace function identity.remove_member(organization_id uuid, user_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_role text;
begin
    perform identity.lock_organization(remove_member.organization_id);
    v_role = identity.find_member_role(remove_member.organization_id, remove_member.user_id);

    if remove_member.user_id = identity.current_user_id() then
        perform identity.require_person();
    else
        perform identity.require_permission(
            case v_role when 'owner' then 'owners.manage' else 'members.manage' end
        );
    end if;
    if v_role = 'owner' then
        perform identity.require_other_owner(remove_member.organization_id, remove_member.user_id);
    end if;

    delete from identity.memberships as m
    where m.organization_id = remove_member.organization_id and m.user_id = remove_member.user_id;
    perform identity.revoke_unbacked_invitations(
        remove_member.organization_id, remove_member.user_id
    );
    perform identity.revoke_unbacked_api_keys(
        remove_member.organization_id, remove_member.user_id
    );
end
$$;

comment on function identity.remove_member(uuid, uuid) is
'Takes a member out of an organization: anybody may leave, only owners remove owners, and one stays.
The member''s tokens for the organization count no more from the next request on, and what
invitations the member has sent and what API keys the member has made there count no more either.';
