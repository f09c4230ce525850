create or replace function billing.change_contract(
    organization_id uuid,
    plan_code text,
    cycle text,
    add_ons jsonb,
    at_period_end boolean,
    reason text
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_reason text := billing.require_reason(reason);
    v_contract billing.contracts;
    v_state jsonb;
    v_cycle text;
    v_plan_version_id uuid;
    v_items jsonb;
begin
    perform billing.lock_numbering();
    v_contract = billing.find_contract(change_contract.organization_id);
    v_state = coalesce(
        billing.contract_state(v_contract.organization_id, v_contract.subscription_id),
        v_contract.next_state
    );
    v_cycle = case v_state -> 'items' -> 0 ->> 'interval'
        when 'year' then 'annual'
        else 'monthly'
    end;

    -- Who names the plan gets it as it is sold now; else the version stays.
    v_plan_version_id = (v_state -> 'items' -> 0 ->> 'plan_version_id')::uuid;
    if change_contract.plan_code is not null then
        select v.plan_version_id into v_plan_version_id
        from catalog.current_plan_versions() as v
        where v.plan_code = change_contract.plan_code;
    end if;
    v_items = billing.require_contract_items(
        v_plan_version_id,
        coalesce(change_contract.cycle, v_cycle),
        v_contract.currency,
        coalesce(
            change_contract.add_ons,
            (
                select jsonb_object_agg(i.item ->> 'code', i.item -> 'quantity')
                from jsonb_array_elements(v_state -> 'items') as i (item)
                where i.item ->> 'kind' = 'add_on'
            ),
            '{}'
        )
    );

    if v_contract.months_begun = 0 or change_contract.at_period_end then
        update billing.contracts as c
        set next_state = coalesce(c.next_state, '{}') || jsonb_build_object(
            'items', v_items,
            'agreed_by', identity.current_user_id(),
            'agreed_because', v_reason
        )
        where
            c.organization_id = v_contract.organization_id
            and c.subscription_id = v_contract.subscription_id;
        return null;
    end if;

    if change_contract.cycle <> v_cycle then
        perform util.fail(
            400, 'invalid_argument', 'The cycle changes when a period ends',
            jsonb_build_object('argument', 'cycle')
        );
    end if;
    update billing.contracts as c
    set next_state = null
    where
        c.organization_id = v_contract.organization_id
        and c.subscription_id = v_contract.subscription_id;
    perform billing.amend_contract(
        v_contract, 'contract_changed', jsonb_build_object('items', v_items), v_reason
    );
    return billing.bill_proration(
        v_contract, v_state, v_state || jsonb_build_object('items', v_items), v_reason
    );
end
$$;

comment on function billing.change_contract(uuid, text, text, jsonb, boolean, text) is
'Changes what a sales-led subscription is made of; null leaves it. At the period''s end it takes the
place of any other change that waits; at once it is prorated, and the invoice, if one is due for it,
is returned.';
