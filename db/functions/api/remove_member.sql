create function api.remove_member(user_id uuid)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform identity.require_user();
    perform identity.remove_member(identity.current_organization_id(), remove_member.user_id);
end
$$;

comment on function api.remove_member(uuid) is
$$Take a member out of the organization, or leave it

The member is refused from the next request on. Leaving is for everybody; removing others needs
members.manage, and owners.manage for an owner. 404 member_not_found, 409 last_owner.$$;

grant execute on function api.remove_member(uuid) to authenticated;
