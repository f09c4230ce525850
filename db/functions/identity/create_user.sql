create or replace function identity.create_user(
    email text,
    password text,
    full_name text,
    kind text default 'customer',
    organization_name text default null
)
returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_email text := identity.require_email(create_user.email);
    v_full_name text := identity.require_name('full_name', create_user.full_name);
    v_user_id uuid;
begin
    perform identity.require_client_tries();
    perform identity.require_good_password(
        'password', create_user.password, array[v_email, v_full_name, create_user.organization_name]
    );

    -- The hash is made before anybody looks whether the address is taken.
    insert into identity.users (kind, email, full_name, password_hash, created_at)
    values (
        create_user.kind, v_email, v_full_name,
        identity.hash_password(create_user.password), util.now()
    )
    on conflict (lower(email)) do nothing
    returning id into v_user_id;

    return v_user_id;
end
$$;

comment on function identity.create_user(text, text, text, text, text) is
'A new person who can sign in; null if the address is taken, after the same work. The organization
that the person founds or joins is one of the names that make no password.';
