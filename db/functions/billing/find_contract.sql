create or replace function billing.find_contract(
    organization_id uuid, command text default null
)
returns billing.contracts
language plpgsql
set search_path = ''
as $$
declare
    v_contract billing.contracts;
begin
    perform billing.lock_organization(find_contract.organization_id);
    select c.* into v_contract
    from billing.contracts as c
    inner join billing.subscriptions as s
        on c.organization_id = s.organization_id and c.subscription_id = s.id
    where c.organization_id = find_contract.organization_id and s.status <> 'canceled';
    if not found then
        perform util.fail(
            404, 'contract_not_found', 'The organization has no sales-led subscription'
        );
    end if;
    if command is not null then
        perform billing.assert_transition(find_contract.organization_id, find_contract.command);
    end if;
    return v_contract;
end
$$;

comment on function billing.find_contract(uuid, text) is
'The contract that an organization has, locked; 404 contract_not_found without. For a customer''s
command refused where the table of transitions has no edge for it.';
