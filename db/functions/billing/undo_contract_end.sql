create or replace function billing.undo_contract_end(
    organization_id uuid, reason text default null
)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_contract billing.contracts;
begin
    v_contract = billing.find_contract(organization_id, 'undo_cancellation');
    if not billing.contract_state(v_contract.organization_id, v_contract.subscription_id)
        ? 'cancel_at'
    then
        perform billing.refuse_unchanged('The subscription is not to end');
    end if;

    perform billing.amend_contract(
        v_contract, 'contract_changed',
        '{"cancel_at": null, "canceled_at": null, "cancellation_reason": null}',
        reason
    );
    update billing.contracts as c
    set cancellation_comment = null
    where
        c.organization_id = v_contract.organization_id
        and c.subscription_id = v_contract.subscription_id;
    return billing.contract_changed('subscription.undo_cancellation');
end
$$;

comment on function billing.undo_contract_end(uuid, text) is
'Lets a sales-led subscription go on that was to end; the staff say why.';
