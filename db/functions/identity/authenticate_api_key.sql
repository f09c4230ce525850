create or replace function identity.authenticate_api_key(api_key text)
returns identity.api_keys
language plpgsql
set search_path = ''
as $$
declare
    v_key identity.api_keys;
begin
    perform identity.require_client_tries();

    update identity.api_keys as k
    set last_used_at = util.wall_clock()
    from identity.users as u
    where
        k.key_hash = util.hash_token(authenticate_api_key.api_key)
        and k.revoked_at is null
        and u.id = k.created_by
        and u.disabled_at is null
    returning k.* into v_key;

    if v_key.id is null then
        perform identity.count_client_failure();
    end if;
    return v_key;
end
$$;

comment on function identity.authenticate_api_key(text) is
'The key that this is, and it was used now; null if there is none that counts, and then the caller
must let the transaction commit, for the try is counted in it (identity.refuse_api_key).';
