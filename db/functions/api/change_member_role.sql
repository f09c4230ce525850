create function api.change_member_role(user_id uuid, role text)
returns void
language plpgsql
security definer -- writes rows that tenants cannot write themselves
set search_path = ''
as $$
begin
    perform identity.change_member_role(
        identity.require_permission('members.manage'),
        change_member_role.user_id,
        change_member_role.role
    );
end
$$;

comment on function api.change_member_role(uuid, text) is
$$Give a member another role

It holds from the member's next request on. Needs members.manage, and owners.manage where an owner
is made or unmade. 404 member_not_found, 409 last_owner.$$;

grant execute on function api.change_member_role(uuid, text) to authenticated;
