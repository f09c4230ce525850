create or replace function billing.amend_contract(
    contract billing.contracts,
    kind text,
    state jsonb,
    reason text default null,
    effective_at timestamptz default null
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- First, for what follows from the change tells of them.
    if state ? 'items' then
        delete from billing.subscription_items as i
        where
            i.organization_id = (contract).organization_id
            and i.subscription_id = (contract).subscription_id;

        insert into billing.subscription_items (
            organization_id, subscription_id, position, price_id, quantity, unit_amount_cents,
            currency
        )
        select
            (contract).organization_id,
            (contract).subscription_id,
            i.position,
            p.id,
            (i.item ->> 'quantity')::bigint,
            p.unit_amount_cents,
            p.currency
        from jsonb_array_elements(state -> 'items') with ordinality as i (item, position)
        inner join catalog.prices as p on (i.item ->> 'price_id')::uuid = p.id;
    end if;

    perform billing.record_fact(
        (contract).organization_id,
        (contract).subscription_id,
        amend_contract.kind,
        jsonb_strip_nulls(jsonb_build_object(
            'reason', amend_contract.reason, 'user_id', identity.current_user_id()
        )) || jsonb_build_object('state', amend_contract.state),
        amend_contract.effective_at
    );
end
$$;

comment on function billing.amend_contract(billing.contracts, text, jsonb, text, timestamptz) is
'Records what of a contract''s state became another, now or at effective_at, and has it folded.';
