create or replace function billing.issue_credit_note(
    contract billing.contracts,
    invoice_id uuid,
    net_cents bigint,
    tax_cents bigint,
    reason text
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_note billing.credit_notes;
begin
    insert into billing.credit_notes (
        organization_id, subscription_id, invoice_id, number, currency, amount_cents, tax_cents,
        reason, issued_by, issued_at
    )
    values (
        (issue_credit_note.contract).organization_id,
        (issue_credit_note.contract).subscription_id,
        issue_credit_note.invoice_id,
        billing.take_document_number(
            (issue_credit_note.contract).organization_id, 'credit_note'
        ),
        (issue_credit_note.contract).currency,
        issue_credit_note.net_cents + issue_credit_note.tax_cents,
        issue_credit_note.tax_cents,
        issue_credit_note.reason,
        identity.current_user_id(),
        util.now((issue_credit_note.contract).organization_id)
    )
    returning * into v_note;
    perform billing.queue_credit_note_document(v_note.organization_id, v_note.id);
    return v_note.number;
end
$$;

comment on function billing.issue_credit_note(billing.contracts, uuid, bigint, bigint, text) is
'Issues a credit note with the next number of its own series, and has its document
made. Returns the number.';
