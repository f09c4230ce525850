create or replace function identity.is_own_session(kind text, organization_id uuid)
returns boolean
language sql
stable
begin atomic
    select case identity.current_session_kind()
        when 'user' then is_own_session.kind in ('user', 'external')
        -- Whom a provider has let in is that person in its organization, and nowhere else.
        when 'external'
            then
                is_own_session.kind = 'external'
                and is_own_session.organization_id = identity.current_organization_id()
        else false
    end;
end;

comment on function identity.is_own_session(text, uuid) is
'Whether the caller may know of a session of the same person, and end it. API keys and impersonators
may not, and of theirs nobody is told here.';

grant execute on function identity.is_own_session(text, uuid) to authenticated;
