create or replace function billing.void_invoice(organization_id uuid, invoice_id uuid, reason text)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_reason text := billing.require_reason(reason);
    v_old billing.invoices;
    v_new billing.invoices;
    v_contract billing.contracts;
    v_number text;
begin
    perform billing.lock_numbering();
    v_old = billing.find_own_invoice(void_invoice.organization_id, void_invoice.invoice_id);
    if v_old.status = 'void' then
        return (
            select n.number
            from billing.credit_notes as n
            where n.organization_id = v_old.organization_id and n.invoice_id = v_old.id
        );
    end if;
    if v_old.status <> 'open' then
        perform util.fail(
            409, 'invoice_settled', 'The invoice is paid',
            jsonb_build_object('status', v_old.status)
        );
    end if;

    -- What was paid for it, in money or in credit, pays for the next ones.
    update billing.contracts as c
    set credit_cents
    = c.credit_cents + v_old.amount_paid_cents + v_old.total_cents - v_old.amount_due_cents
    where
        c.organization_id = v_old.organization_id
        and c.subscription_id = v_old.subscription_id
    returning * into strict v_contract;
    v_number = billing.issue_credit_note(
        v_contract, v_old.id, v_old.total_cents - v_old.tax_cents, v_old.tax_cents, v_reason
    );
    update billing.invoices as i
    set
        status = 'void',
        amount_remaining_cents = 0,
        voided_at = util.now(i.organization_id)
    where i.organization_id = v_old.organization_id and i.id = v_old.id
    returning * into v_new;

    perform billing.follow_payment(v_new);
    perform billing.emit_invoice_events(v_old, v_new);
    return v_number;
end
$$;

comment on function billing.void_invoice(uuid, uuid, text) is
'Takes an unpaid invoice of ours back: it keeps its number, a credit note with a number of its own
says so, and its dunning ends. Returns the number of the credit note.';
