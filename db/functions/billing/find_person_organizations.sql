create or replace function billing.find_person_organizations(user_id uuid, addresses text[])
returns uuid[]
language sql
stable
set search_path = ''
as $$
    select array(
        select t.organization_id
        from billing.trials as t
        where t.user_id = find_person_organizations.user_id
        union
        select c.organization_id
        from billing.stripe_commands as c
        where c.requested_by = find_person_organizations.user_id
        union
        select c.organization_id
        from billing.customers as c
        where lower(c.email) = any(addresses)
        union
        select p.organization_id
        from billing.profiles as p
        where p.contacts && addresses
    )
$$;

comment on function billing.find_person_organizations(uuid, text[]) is
'Organizations whose billing a person, or somebody with one of these addresses, had to do with.';
