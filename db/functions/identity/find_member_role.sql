create or replace function identity.find_member_role(organization_id uuid, user_id uuid)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_role text;
begin
    select m.role into v_role
    from identity.memberships as m
    where m.organization_id = find_member_role.organization_id and m.user_id = find_member_role.user_id;

    if v_role is null then
        perform util.fail(404, 'member_not_found', 'There is no such member');
    end if;
    return v_role;
end
$$;

comment on function identity.find_member_role(uuid, uuid) is
'A member''s role; refused with 404 for somebody who is none.';
