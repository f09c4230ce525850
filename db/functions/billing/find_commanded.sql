create or replace function billing.find_commanded(organization_id uuid, command text)
returns billing.subscriptions
language plpgsql
set search_path = ''
as $$
declare
    v_subscription billing.subscriptions;
begin
    if not exists (
        select from identity.organizations as o
        where o.id = find_commanded.organization_id
    ) then
        perform util.fail(404, 'organization_not_found', 'There is no such organization');
    end if;
    perform billing.lock_organization(find_commanded.organization_id);
    perform billing.assert_transition(find_commanded.organization_id, find_commanded.command);
    select s.* into v_subscription
    from billing.subscriptions as s
    where s.organization_id = find_commanded.organization_id and s.is_primary;
    return v_subscription;
end
$$;

comment on function billing.find_commanded(uuid, text) is
'The subscription that a command of the staff is about, locked; refused where the table of
transitions has no edge for it.';
