create or replace function identity.start_password_reset(email text)
returns table (user_id uuid, token text)
language plpgsql
set search_path = ''
as $$
declare
    v_address_key text := identity.address_key(start_password_reset.email);
    v_key text := identity.address_and_client_key(start_password_reset.email);
begin
    -- Counted for known and unknown addresses alike, so that a refusal tells nothing.
    perform identity.count_try('reset_' || v_key, 5);
    if v_key <> v_address_key then
        perform identity.count_try('reset_' || v_address_key, 50);
    end if;

    return query
    select
        u.id,
        identity.create_one_time_token('reset_password', u.id)
    from identity.users as u
    where lower(u.email) = lower(btrim(start_password_reset.email)) and u.disabled_at is null;
end
$$;

comment on function identity.start_password_reset(text) is
'A token to reset the password with, and for whom; no row for an unknown address.';
