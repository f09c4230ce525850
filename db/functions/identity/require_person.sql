create or replace function identity.require_person()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
    perform identity.require_user();
    -- Whom a provider has let in is that person in the provider's organization, and nowhere else.
    if identity.current_session_kind() <> 'external' then
        perform identity.require_own_session();
    end if;
    return identity.current_user_id();
end
$$;

comment on function identity.require_person() is
'The caller''s id; API keys and impersonators are refused. Unlike identity.require_own_session it
lets in whom an identity provider vouches for: for what stays within the organization.';
