create or replace function identity.has_role(variadic roles text[])
returns boolean
language sql
stable
begin atomic
    select coalesce(identity.current_member_role() = any(has_role.roles), false);
end;

comment on function identity.has_role(text[]) is
'Whether the caller has one of these roles in the current organization.';
