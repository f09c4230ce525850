create or replace function identity.my_organizations()
returns table (id uuid, name text, role text, is_sandbox boolean, created_at timestamptz)
language sql
stable
security definer -- a token is bound to one organization, and so are the policies
set search_path = ''
begin atomic
    select
        o.id,
        o.name,
        m.role,
        o.is_sandbox,
        o.created_at
    from identity.memberships as m
    inner join identity.organizations as o on m.organization_id = o.id
    where
        m.user_id = identity.current_user_id()
        and (
            identity.current_session_kind() = 'user'
            or o.id = identity.current_organization_id()
        );
end;

comment on function identity.my_organizations() is
'The organizations of the caller; whoever acts for a person sees the current one only.';

grant execute on function identity.my_organizations() to authenticated;
