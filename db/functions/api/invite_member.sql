create function api.invite_member(email text, role text)
returns json
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
declare
    v_organization_id uuid := identity.require_permission('members.manage');
    v_invitation identity.invitations := identity.invite_member(
        v_organization_id, invite_member.email, invite_member.role
    );
begin
    perform notify.queue_invitation(
        v_invitation,
        identity.create_one_time_token(
            'invitation',
            organization_id => v_organization_id,
            invitation_id => v_invitation.id
        )
    );
    return json_build_object(
        'id', v_invitation.id,
        'email', v_invitation.email,
        'role', v_invitation.role,
        'expires_at', v_invitation.expires_at
    );
end
$$;

comment on function api.invite_member(text, text) is
$$Invite somebody into the organization

Sends a mail with a link that counts once, within 7 days; inviting the address again replaces it.
Answers {id, email, role, expires_at}. Needs members.manage, and owners.manage for an owner.
409 already_member.$$;

grant execute on function api.invite_member(text, text) to authenticated;
