create or replace function identity.rotate_signing_keys()
returns text
language plpgsql
set search_path = ''
as $$
begin
    -- Superseded for an hour: whatever such a key has signed ended long ago.
    delete from identity.signing_keys as k
    where exists (
        select from identity.signing_keys as n
        where n.created_at > k.created_at and n.created_at < util.wall_clock() - interval '1 hour'
    );
    return identity.create_signing_key();
end
$$;

comment on function identity.rotate_signing_keys() is
'Adds a key and deletes those that no live token needs. Call it as often as you like; nobody is
signed out. If a key has leaked: identity.delete_signing_key.';
