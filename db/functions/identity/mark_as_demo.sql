create or replace function identity.mark_as_demo(organization_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if util.setting('environment') = 'production' then
        perform util.fail(
            409, 'demo_refused', 'Where real revenue is counted there is no demo'
        );
    end if;

    update identity.organizations as o
    set is_demo = true
    where o.id = mark_as_demo.organization_id and not o.is_demo;
end
$$;

comment on function identity.mark_as_demo(uuid) is
'Lets an organization be told from a customer''s. For the commands that make a demo, refused in
production: so a demo enters the revenue figures of an instance that has no others.';
