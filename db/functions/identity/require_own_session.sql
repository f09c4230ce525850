create or replace function identity.require_own_session()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
    perform identity.require_user();
    if identity.current_session_kind() not in ('user', 'staff') then
        perform util.fail(
            403, 'own_session_required', 'Only the person may do this',
            jsonb_build_object('session_kind', identity.current_session_kind()),
            'Sign in with your own password'
        );
    end if;
    return identity.current_user_id();
end
$$;

comment on function identity.require_own_session() is
'The caller''s id; API keys and impersonators are refused: they act for a person, but do not change
who that person is.';
