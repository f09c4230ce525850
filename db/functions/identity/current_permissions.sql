create or replace function identity.current_permissions()
returns text[]
language sql
stable
security definer -- the table of permissions is not for the API's roles to read
set search_path = ''
begin atomic
    select coalesce(array_agg(p.permission order by p.permission), '{}')
    from identity.role_permissions as p
    where p.role = identity.current_member_role();
end;

comment on function identity.current_permissions() is
'What the caller may do in the current organization.';

grant execute on function identity.current_permissions() to authenticated, platform_admin;
