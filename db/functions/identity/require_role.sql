create or replace function identity.require_role(variadic roles text[])
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
    perform identity.require_user();
    if not identity.has_role(variadic require_role.roles) then
        perform util.fail(
            403, 'role_required', 'Your role in this organization does not allow this',
            jsonb_build_object('role', identity.current_member_role(), 'roles', require_role.roles),
            'Ask an owner of the organization'
        );
    end if;
    return identity.current_organization_id();
end
$$;

comment on function identity.require_role(text[]) is
'The current organization; callers with none of these roles in it are refused with 403. Prefer
identity.require_permission where there is a permission for it.';
