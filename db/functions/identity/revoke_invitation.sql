create or replace function identity.revoke_invitation(organization_id uuid, invitation_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_invitation identity.invitations := identity.find_invitation(
        revoke_invitation.organization_id, revoke_invitation.invitation_id
    );
begin
    update identity.invitations as i
    set revoked_at = util.wall_clock()
    where i.organization_id = v_invitation.organization_id and i.id = v_invitation.id;
end
$$;

comment on function identity.revoke_invitation(uuid, uuid) is
'Takes a pending invitation back; its link counts no more, and its seat is free.';
