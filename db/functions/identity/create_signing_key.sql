create or replace function identity.create_signing_key()
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_id text := encode(ext.gen_random_bytes(8), 'hex');
begin
    insert into identity.signing_keys (id, secret, created_at)
    values (v_id, util.random_token(), util.wall_clock());

    notify pgrst, 'reload config';
    return v_id;
end
$$;

comment on function identity.create_signing_key() is
'Adds a key, and tells PostgREST to accept it. It signs from 30 seconds later on.';
