create or replace function identity.set_password(user_id uuid, new_password text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_user identity.users;
    v_key text;
begin
    select u.* into strict v_user
    from identity.users as u
    where u.id = set_password.user_id;

    perform identity.require_good_password(
        'new_password',
        set_password.new_password,
        array[v_user.email, v_user.full_name] || array(
            select o.name
            from identity.memberships as m
            inner join identity.organizations as o on m.organization_id = o.id
            where m.user_id = v_user.id
        )
    );

    update identity.users as u
    set password_hash = identity.hash_password(set_password.new_password)
    where u.id = set_password.user_id;

    -- Whoever guessed at the old one is done; the person may sign in at once.
    -- In the order in which tries lock them.
    foreach v_key in array array[
        'password:' || set_password.user_id,
        identity.address_and_client_key(v_user.email),
        identity.address_key(v_user.email)
    ]
    loop
        delete from identity.throttles as t
        where t.key = v_key;
    end loop;
end
$$;

comment on function identity.set_password(uuid, text) is
'Gives a person a new password, if it is a good one.';
