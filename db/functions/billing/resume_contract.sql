create or replace function billing.resume_contract(organization_id uuid)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_contract billing.contracts;
begin
    perform billing.lock_numbering();
    v_contract = billing.find_contract(organization_id, 'resume_subscription');
    perform billing.amend_contract(
        v_contract, 'contract_changed', '{"collection_paused": null, "resumes_at": null}'
    );
    perform billing.renew_contract(v_contract.organization_id, v_contract.subscription_id);
    return billing.contract_changed('subscription.resume');
end
$$;

comment on function billing.resume_contract(uuid) is
'Ends a sales-led subscription''s pause before its time, and begins the period that is due.';
