create or replace function identity.find_invited_user(email text)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
    v_user identity.users;
begin
    select u.* into v_user
    from identity.users as u
    where lower(u.email) = lower(find_invited_user.email);

    if identity.current_user_id() is not null then
        perform identity.require_own_session();
    end if;
    if v_user.kind = 'staff'
        or coalesce(identity.current_user_id() <> v_user.id, false)
        or (v_user.id is null and identity.current_user_id() is not null)
    then
        perform util.fail(
            403, 'invitation_for_another', 'The invitation was sent to another address',
            hint => 'Sign out, then open the link again'
        );
    end if;
    return v_user.id;
end
$$;

comment on function identity.find_invited_user(text) is
'The person with an invited address, null if it is new. A caller who is signed in must be that
person.';
