create or replace function identity.invite_member(organization_id uuid, email text, role text)
returns identity.invitations
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_email text := identity.require_email(invite_member.email);
    v_inviter_id uuid := identity.require_user();
    v_invitation identity.invitations;
begin
    perform identity.require_assignable_role(invite_member.role);
    -- Who is removed at this moment must not leave an invitation behind.
    perform identity.lock_organization(invite_member.organization_id);
    if not identity.has_member_permission(
        invite_member.organization_id,
        v_inviter_id,
        case invite_member.role when 'owner' then 'owners.manage' else 'members.manage' end
    ) then
        perform util.fail(403, 'role_required', 'Your role in this organization does not allow this');
    end if;
    -- Anybody founds organizations: mails are counted by who sends and by who gets them, too.
    perform identity.count_try('invitations:' || invite_member.organization_id, 100);
    perform identity.count_try('invitations_by:' || v_inviter_id, 100);
    perform identity.count_try('invited_' || identity.address_key(v_email), 5);

    if exists (
        select from identity.memberships as m
        inner join identity.users as u on m.user_id = u.id
        where m.organization_id = invite_member.organization_id and lower(u.email) = lower(v_email)
    ) then
        perform util.fail(409, 'already_member', 'The person is a member already');
    end if;

    -- An invitation that is over holds no seat.
    perform identity.expire_invitations(invite_member.organization_id);

    insert into identity.invitations as i (
        organization_id, email, role, invited_by, created_at, expires_at
    )
    values (
        invite_member.organization_id, v_email, invite_member.role, v_inviter_id,
        v_now, v_now + interval '168 hours'
    )
    on conflict (organization_id, lower(email)) where accepted_at is null and revoked_at is null
    do update set
        role = excluded.role,
        invited_by = excluded.invited_by,
        expires_at = excluded.expires_at
    returning i.* into v_invitation;
    return v_invitation;
end
$$;

comment on function identity.invite_member(uuid, text, text) is
'Invites an address into an organization for 7 days. Inviting it again renews the invitation.';
