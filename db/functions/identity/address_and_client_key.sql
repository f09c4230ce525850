-- The client stands first: an address is what the client says it is, and could end like one of
-- these keys.
create or replace function identity.address_and_client_key(email text)
returns text
language sql
stable
begin atomic
    select coalesce(
        'from_' || identity.current_client_key() || ' '
        || identity.address_key(address_and_client_key.email),
        identity.address_key(address_and_client_key.email)
    );
end;

comment on function identity.address_and_client_key(text) is
'What the client''s tries at an address are counted under, so that nobody locks out somebody else;
for a client that is not known the address alone.';
