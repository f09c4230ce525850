create or replace function identity.set_password(user_id uuid, new_password text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_email text;
    v_key text;
begin
    select u.email into strict v_email
    from identity.users as u
    where u.id = set_password.user_id;

    perform identity.require_good_password(set_password.new_password, v_email);

    update identity.users as u
    set password_hash = identity.hash_password(set_password.new_password)
    where u.id = set_password.user_id;

    -- Whoever guessed at the old one is done; the person may sign in at once.
    -- In the order in which tries lock them.
    foreach v_key in array array[
        'password:' || set_password.user_id,
        identity.address_and_client_key(v_email),
        identity.address_key(v_email)
    ]
    loop
        delete from identity.throttles as t
        where t.key = v_key;
    end loop;
end
$$;

comment on function identity.set_password(uuid, text) is
'Gives a person a new password, if it is a good one.';
