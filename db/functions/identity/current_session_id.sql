create or replace function identity.current_session_id()
returns uuid
language sql
stable
begin atomic
    select nullif(current_setting('identity.session_id', true), '')::uuid;
end;

comment on function identity.current_session_id() is
'The session of the request, as identity.guard_request found; null for a visitor.';

grant execute on function identity.current_session_id() to authenticated;
