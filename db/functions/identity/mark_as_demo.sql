create or replace function identity.mark_as_demo(organization_id uuid)
returns void
language sql
volatile
begin atomic
    update identity.organizations as o
    set is_demo = true
    where o.id = mark_as_demo.organization_id and not o.is_demo;
end;

comment on function identity.mark_as_demo(uuid) is
'Lets an organization be told from a customer''s. For the command that makes the demo.';
