create or replace function identity.is_own_password(password text)
returns boolean
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

    if not identity.is_password(is_own_password.password, v_user.password_hash)
        or v_user.disabled_at is not null
    then
        perform identity.count_client_failure();
        return false;
    end if;

    delete from identity.throttles as t
    where t.key = 'password:' || v_user_id;
    return true;
end
$$;

comment on function identity.is_own_password(text) is
'Whether this is the password of the caller, who is signed in. If not, the caller must let the
transaction commit, for the try is counted in it (identity.refuse_credentials).';
