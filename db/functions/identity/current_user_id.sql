create or replace function identity.current_user_id()
returns uuid
language sql
stable
begin atomic
    select nullif(current_setting('identity.user_id', true), '')::uuid;
end;

comment on function identity.current_user_id() is
'Who asks, as identity.guard_request found; null for a visitor, and where no request was guarded.';

grant execute on function identity.current_user_id() to anon, authenticated, platform_admin;
