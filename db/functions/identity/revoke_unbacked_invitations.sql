create or replace function identity.revoke_unbacked_invitations(organization_id uuid, user_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update identity.invitations as i
    set revoked_at = util.wall_clock()
    where
        i.organization_id = revoke_unbacked_invitations.organization_id
        and i.invited_by = revoke_unbacked_invitations.user_id
        and i.accepted_at is null
        and i.revoked_at is null
        and not identity.has_member_permission(
            i.organization_id,
            i.invited_by,
            case i.role when 'owner' then 'owners.manage' else 'members.manage' end
        );
end
$$;

comment on function identity.revoke_unbacked_invitations(uuid, uuid) is
'Takes back the pending invitations of somebody who could not send them any more: a way back in for
whoever was removed or has a lesser role now.';
