create or replace function identity.has_permission(permission text)
returns boolean
language plpgsql
stable
security definer -- policies ask it for roles that may not read the table of permissions
set search_path = ''
as $$
begin
    return exists (
        select from identity.role_permissions as p
        where p.role = identity.current_member_role() and p.permission = has_permission.permission
    );
end
$$;

comment on function identity.has_permission(text) is
'Whether the caller''s role in the current organization includes a permission. In a policy write
(select identity.has_permission(…)), so that it is asked once.';

grant execute on function identity.has_permission(text) to authenticated, platform_admin;
