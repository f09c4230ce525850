create or replace function billing.ask_contract_end(
    organization_id uuid, reason text, comment text
)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_contract billing.contracts;
begin
    v_contract = billing.find_contract(organization_id, 'cancel_subscription');
    if billing.contract_state(v_contract.organization_id, v_contract.subscription_id) ? 'cancel_at'
    then
        perform billing.refuse_unchanged('The subscription is to end already');
    end if;

    perform billing.cancel_contract(organization_id, true, reason);
    -- Not in the fact: that is never deleted, what a person wrote may have to be.
    update billing.contracts as c
    set cancellation_comment = ask_contract_end.comment
    where
        c.organization_id = v_contract.organization_id
        and c.subscription_id = v_contract.subscription_id;
    return billing.contract_changed('subscription.cancel_at_period_end');
end
$$;

comment on function billing.ask_contract_end(uuid, text, text) is
'Has a sales-led subscription end with its period because its customer wants it, for one of
catalog.cancellation_reasons.';
