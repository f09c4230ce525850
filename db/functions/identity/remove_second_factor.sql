create or replace function identity.remove_second_factor(email text)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
    v_user_id uuid;
begin
    select u.id into v_user_id
    from identity.users as u
    where lower(u.email) = lower(btrim(remove_second_factor.email)) and u.kind = 'staff';

    perform identity.forget_second_factor(v_user_id);
    return v_user_id is not null;
end
$$;

comment on function identity.remove_second_factor(text) is
'Lets a person of the staff enrol anew who has neither phone nor recovery codes: for the owner of
the database, who has made sure who asks. Returns whether there is such a person.';
