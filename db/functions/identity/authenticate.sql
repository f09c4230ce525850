create or replace function identity.authenticate(email text, password text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_address_key text := identity.address_key(authenticate.email);
    v_key text := identity.address_and_client_key(authenticate.email);
    v_max_tries integer := util.setting('tries_per_address')::integer;
    v_user identity.users;
begin
    perform identity.require_client_tries();
    -- Of all clients together: many addresses of the internet guess for one.
    if v_key <> v_address_key then
        perform identity.require_tries(v_address_key, 10 * v_max_tries);
    end if;
    -- Counted before hashing: a hash costs the database a fifth of a second.
    perform identity.count_single_try(v_key, v_max_tries);

    select u.* into v_user
    from identity.users as u
    where lower(u.email) = lower(btrim(authenticate.email));

    if not identity.is_password(authenticate.password, v_user.password_hash)
        or v_user.disabled_at is not null
    then
        if v_key <> v_address_key then
            perform identity.count_try(v_address_key, 10 * v_max_tries);
        end if;
        perform identity.count_client_failure();
        return null;
    end if;

    delete from identity.throttles as t
    where t.key in (v_key, v_address_key);
    return v_user.id;
end
$$;

comment on function identity.authenticate(text, text) is
'The person with this address and password; null if there is none, and then the caller must let the
transaction commit, for the try is counted in it (identity.refuse_credentials).';
