create or replace function billing.bill_proration(
    contract billing.contracts, old jsonb, new jsonb, reason text
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_lines jsonb := billing.agreed_proration(
        bill_proration.old, bill_proration.new, util.now((contract).organization_id)
    );
    v_cents bigint;
begin
    select coalesce(sum((l.line ->> 'amount')::bigint), 0)::bigint into v_cents
    from jsonb_array_elements(v_lines) as l (line);
    if v_cents > 0 then
        return billing.issue_invoice(contract, 'subscription_update', v_lines);
    end if;
    -- No invoice is negative: what is given back pays for the next ones.
    if v_cents < 0 then
        perform billing.issue_credit_note(
            contract, null, -v_cents, billing.tax_on(-v_cents, contract), bill_proration.reason
        );
        update billing.contracts as c
        set credit_cents = c.credit_cents - v_cents + billing.tax_on(-v_cents, contract)
        where
            c.organization_id = (contract).organization_id
            and c.subscription_id = (contract).subscription_id;
    end if;
    return null;
end
$$;

comment on function billing.bill_proration(billing.contracts, jsonb, jsonb, text) is
'Bills what a change within a period costs: an invoice, which is returned, or a credit note whose
amount the next invoices use up.';
