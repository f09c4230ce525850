create or replace function identity.current_organization_id()
returns uuid
language sql
stable
begin atomic
    select nullif(current_setting('identity.organization_id', true), '')::uuid;
end;

comment on function identity.current_organization_id() is
'The organization that the request is bound to, as identity.guard_request found; null for visitors
and staff.';

grant execute on function identity.current_organization_id()
to anon, authenticated, platform_admin;
