create or replace function identity.require_permission(permission text)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
    perform identity.require_user();
    if not identity.has_permission(require_permission.permission) then
        perform util.fail(
            403, 'role_required', 'Your role in this organization does not allow this',
            jsonb_build_object(
                'role', identity.current_member_role(),
                'permission', require_permission.permission,
                'roles', (
                    select jsonb_agg(p.role order by p.role)
                    from identity.role_permissions as p
                    where p.permission = require_permission.permission
                )
            ),
            'Ask an owner of the organization'
        );
    end if;
    if identity.current_session_kind() = 'impersonation' and exists (
        select from identity.permissions as p
        where p.permission = require_permission.permission and p.is_own
    ) then
        perform identity.require_own_session();
    end if;
    return identity.current_organization_id();
end
$$;

comment on function identity.require_permission(text) is
'The current organization; callers whose role in it lacks the permission are refused with 403,
and so are impersonators where it gives access.';
