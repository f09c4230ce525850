create or replace function billing.pause_contract(organization_id uuid, resumes_at timestamptz)
returns json
language plpgsql
set search_path = ''
as $$
declare
    v_contract billing.contracts;
begin
    v_contract = billing.find_contract(organization_id, 'pause_subscription');
    perform billing.refuse_while_leaving(s, 'pause_subscription')
    from billing.subscriptions as s
    where s.organization_id = v_contract.organization_id and s.id = v_contract.subscription_id;

    perform billing.amend_contract(
        v_contract, 'contract_changed',
        jsonb_build_object(
            'collection_paused', true,
            'resumes_at', billing.epoch(pause_contract.resumes_at)
        )
    );
    return billing.contract_changed('subscription.pause');
end
$$;

comment on function billing.pause_contract(uuid, timestamptz) is
'Pauses a sales-led subscription until a moment: no period begins meanwhile. The job that renews
ends the pause.';
