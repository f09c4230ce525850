create or replace function identity.invite_member(organization_id uuid, email text, role text)
returns identity.invitations
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_email text := identity.require_email(invite_member.email);
    v_invitation identity.invitations;
begin
    perform identity.require_assignable_role(invite_member.role);
    perform identity.count_try('invitations:' || invite_member.organization_id, 100);

    if exists (
        select from identity.memberships as m
        inner join identity.users as u on m.user_id = u.id
        where m.organization_id = invite_member.organization_id and lower(u.email) = lower(v_email)
    ) then
        perform util.fail(409, 'already_member', 'The person is a member already');
    end if;

    insert into identity.invitations as i (
        organization_id, email, role, invited_by, created_at, expires_at
    )
    values (
        invite_member.organization_id, v_email, invite_member.role, identity.require_user(),
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
