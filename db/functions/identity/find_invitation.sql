create or replace function identity.find_invitation(organization_id uuid, invitation_id uuid)
returns identity.invitations
language plpgsql
set search_path = ''
as $$
declare
    v_invitation identity.invitations;
begin
    select i.* into v_invitation
    from identity.invitations as i
    where
        i.organization_id = find_invitation.organization_id
        and i.id = find_invitation.invitation_id
        and i.accepted_at is null
        and i.revoked_at is null
    for update;

    if v_invitation.id is null then
        perform util.fail(404, 'invitation_not_found', 'There is no such pending invitation');
    end if;
    return v_invitation;
end
$$;

comment on function identity.find_invitation(uuid, uuid) is
'A pending invitation, locked until the transaction ends; refused with 404 if there is none.';
