create or replace function identity.change_password(current_password text, new_password text)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid := identity.require_own_session();
begin
    if not identity.is_own_password(change_password.current_password) then
        return identity.refuse_credentials();
    end if;

    perform identity.set_password(v_user_id, change_password.new_password);
    perform identity.revoke_sessions(
        v_user_id, 'password_changed', except_session_id => identity.current_session_id()
    );
    return json_build_object('changed', true);
end
$$;

comment on function identity.change_password(text, text) is
'Gives the caller a new password for the present one, and ends the caller''s other sessions.';
