create or replace function identity.current_session_kind()
returns text
language sql
stable
begin atomic
    select nullif(current_setting('identity.session_kind', true), '');
end;

comment on function identity.current_session_kind() is
'user, staff, api_key or impersonation, as identity.guard_request found; null for a visitor.';

grant execute on function identity.current_session_kind() to authenticated, platform_admin;
