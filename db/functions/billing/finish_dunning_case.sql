create or replace function billing.finish_dunning_case(
    organization_id uuid, invoice_id uuid, outcome text
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_subscription_id uuid;
begin
    update billing.dunning_cases as c
    set closed_at = util.now(c.organization_id), outcome = finish_dunning_case.outcome
    where
        c.organization_id = finish_dunning_case.organization_id
        and c.invoice_id = finish_dunning_case.invoice_id
        and (
            c.closed_at is null
            -- Given up, and paid after all.
            or (c.outcome = 'uncollectible' and finish_dunning_case.outcome in ('paid', 'void'))
        )
    returning c.subscription_id into v_subscription_id;

    -- Access is back with the payment, unless another invoice of the subscription is unpaid.
    if v_subscription_id is null
        or finish_dunning_case.outcome not in ('paid', 'void')
        or exists (
            select from billing.dunning_cases as c
            where
                c.organization_id = finish_dunning_case.organization_id
                and c.subscription_id = v_subscription_id
                and c.closed_at is null
        )
    then
        return;
    end if;
    if exists (
        select from billing.subscriptions as s
        where
            s.organization_id = finish_dunning_case.organization_id
            and s.id = v_subscription_id
            and s.hold = 'dunning'
    ) then
        perform billing.record_fact(
            finish_dunning_case.organization_id, v_subscription_id, 'hold_released',
            jsonb_build_object('hold', 'dunning', 'reason', finish_dunning_case.outcome)
        );
    end if;
    perform billing.set_contract_status(
        finish_dunning_case.organization_id, v_subscription_id, is_overdue => false
    );
end
$$;

comment on function billing.finish_dunning_case(uuid, uuid, text) is
'Ends the dunning of an invoice, if there is any: paid, void, uncollectible or canceled. What was
restricted for it is restored in the same transaction, if it was paid or taken back.';
