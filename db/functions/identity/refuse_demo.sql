create or replace function identity.refuse_demo()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if exists (select from identity.organizations as o where o.is_demo) then
        perform util.fail(
            409, 'demo_refused', 'An instance with demo organizations does not go into production',
            hint => 'Begin with an empty database'
        );
    end if;
    return null;
end
$$;

comment on function identity.refuse_demo() is
'Trigger: keeps an instance that shows a demo from becoming one that counts real revenue.';
