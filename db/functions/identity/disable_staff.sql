create or replace function identity.disable_staff(email text)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid;
begin
    update identity.users as u
    set disabled_at = util.wall_clock()
    where
        lower(u.email) = lower(btrim(disable_staff.email))
        and u.kind = 'staff'
        and u.disabled_at is null
    returning u.id into v_user_id;

    perform identity.revoke_sessions(v_user_id, 'disabled');
    return v_user_id is not null;
end
$$;

comment on function identity.disable_staff(text) is
'Lets a person of the staff do nothing more, from the next request on. For the owner of the
database. Returns whether there was such a person.';
