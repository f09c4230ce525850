create or replace function identity.list_staff()
returns table (
    email text, full_name text, has_second_factor boolean, disabled_at timestamptz
)
language sql
stable
begin atomic
    select
        u.email,
        u.full_name,
        identity.has_second_factor(u.id) as has_second_factor,
        u.disabled_at
    from identity.users as u
    where u.kind = 'staff'
    order by u.email;
end;

comment on function identity.list_staff() is
'Who is of the staff. For the owner of the database.';
