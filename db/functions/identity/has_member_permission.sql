create or replace function identity.has_member_permission(
    organization_id uuid, user_id uuid, permission text
)
returns boolean
language sql
stable
begin atomic
    select exists(
        select from identity.memberships as m
        inner join identity.role_permissions as p on m.role = p.role
        where
            m.organization_id = has_member_permission.organization_id
            and m.user_id = has_member_permission.user_id
            and p.permission = has_member_permission.permission
    );
end;

comment on function identity.has_member_permission(uuid, uuid, text) is
'Whether a person''s role in an organization includes a permission, as it stands now and not as it
stood when the request began.';
