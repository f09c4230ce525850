create or replace function identity.authenticate(email text, password text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_key text := 'address:' || lower(btrim(coalesce(authenticate.email, '')));
    v_user identity.users;
begin
    perform identity.require_client_tries();
    -- Counted before hashing: a hash costs the database a fifth of a second.
    perform identity.count_try(v_key, util.setting('tries_per_address')::integer);

    select u.* into v_user
    from identity.users as u
    where lower(u.email) = lower(btrim(authenticate.email));

    if not identity.is_password(authenticate.password, v_user.password_hash)
        or v_user.disabled_at is not null
    then
        perform identity.count_client_failure();
        return null;
    end if;

    delete from identity.throttles as t
    where t.key = v_key;
    return v_user.id;
end
$$;

comment on function identity.authenticate(text, text) is
'The person with this address and password; null if there is none, and then the caller must let the
transaction commit, for the try is counted in it (identity.refuse_credentials).';
