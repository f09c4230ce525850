create or replace function identity.create_staff(email text, password text, full_name text)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid := identity.create_user(
        create_staff.email, create_staff.password, create_staff.full_name, 'staff'
    );
begin
    if v_user_id is null then
        perform util.fail(409, 'email_taken', 'Somebody has an account with this address already');
    end if;

    update identity.users as u
    set email_verified_at = util.wall_clock()
    where u.id = v_user_id;
    return v_user_id;
end
$$;

comment on function identity.create_staff(text, text, text) is
'A new person of the staff. For the owner of the database: no API makes one.';
