create or replace function billing.cancel_contract(
    organization_id uuid, at_period_end boolean, reason text
)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := date_trunc('second', util.now(cancel_contract.organization_id));
    v_contract billing.contracts := billing.find_contract(cancel_contract.organization_id);
    v_ends_at timestamptz := util.add_months(v_contract.starts_at, v_contract.months_begun);
    v_asked jsonb := jsonb_build_object(
        'canceled_at', billing.epoch(v_now), 'cancellation_reason', reason
    );
begin
    -- What has not begun, or waits in a pause for its next period, ends at once: none of it is paid.
    if cancel_contract.at_period_end
        and v_contract.months_begun > 0
        and v_ends_at > v_now
    then
        perform billing.amend_contract(
            v_contract, 'contract_changed',
            v_asked || jsonb_build_object('cancel_at', billing.epoch(v_ends_at)),
            reason
        );
        return v_ends_at;
    end if;

    perform billing.amend_contract(
        v_contract, 'contract_canceled',
        case when v_contract.months_begun = 0 then v_contract.next_state else '{}' end
        || v_asked
        || jsonb_build_object('status', 'canceled', 'ended_at', billing.epoch(v_now)),
        reason
    );
    return v_now;
end
$$;

comment on function billing.cancel_contract(uuid, boolean, text) is
'Ends a sales-led subscription, when its period ends or now; what is paid is not given back. Returns
when it ends.';
