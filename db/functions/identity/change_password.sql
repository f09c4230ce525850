create or replace function identity.change_password(current_password text, new_password text)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid := identity.require_own_session();
    v_user identity.users;
begin
    perform identity.require_client_tries();
    -- A key of its own: who guesses at the door does not keep in the person who is inside.
    perform identity.count_single_try(
        'password:' || v_user_id, util.setting('tries_per_address')::integer
    );

    select u.* into strict v_user
    from identity.users as u
    where u.id = v_user_id;

    if not identity.is_password(change_password.current_password, v_user.password_hash)
        or v_user.disabled_at is not null
    then
        perform identity.count_client_failure();
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
