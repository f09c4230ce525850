create or replace function identity.address_key(email text)
returns text
language sql
immutable
begin atomic
    -- No address is longer; a key of any length would not fit into the index.
    select 'address:' || left(lower(btrim(coalesce(address_key.email, ''))), 254);
end;

comment on function identity.address_key(text) is
'What tries at an address are counted under, whoever makes them.';
