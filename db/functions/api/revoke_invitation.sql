create function api.revoke_invitation(id uuid)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform identity.revoke_invitation(
        identity.require_permission('members.manage'), revoke_invitation.id
    );
end
$$;

comment on function api.revoke_invitation(uuid) is
$$Take an invitation back

Its link counts no more. Needs members.manage. 404 invitation_not_found.$$;

grant execute on function api.revoke_invitation(uuid) to authenticated;
