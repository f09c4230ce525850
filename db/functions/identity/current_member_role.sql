create or replace function identity.current_member_role()
returns text
language sql
stable
begin atomic
    select nullif(current_setting('identity.member_role', true), '');
end;

comment on function identity.current_member_role() is
'The caller''s role in the current organization, read from the membership at this request by
identity.guard_request; machine for an API key, null for visitors and staff.';

grant execute on function identity.current_member_role() to authenticated, platform_admin;
