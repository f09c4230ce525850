create or replace function identity.find_claimed_name(claims jsonb)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
    return identity.require_name('name', claims ->> 'name');
exception
    when sqlstate 'PGRST' then
        return claims ->> 'email';
end
$$;

comment on function identity.find_claimed_name(jsonb) is
'What a provider calls a person, if anybody can be called so; else the address.';
