create function admin.mark_invoice_paid(
    organization_id uuid,
    invoice_id uuid,
    amount_cents bigint,
    reference text,
    reason text,
    paid_at timestamptz default null
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_invoice billing.invoices;
begin
    perform identity.require_staff();
    perform audit.note_reason(mark_invoice_paid.reason);
    v_invoice = billing.record_invoice_payment(
        mark_invoice_paid.organization_id,
        mark_invoice_paid.invoice_id,
        mark_invoice_paid.amount_cents,
        mark_invoice_paid.paid_at,
        mark_invoice_paid.reference,
        mark_invoice_paid.reason
    );
    return json_build_object(
        'invoice_id', v_invoice.id,
        'status', v_invoice.status,
        'amount_remaining_cents', v_invoice.amount_remaining_cents
    );
end
$$;

comment on function admin.mark_invoice_paid(uuid, uuid, bigint, text, text, timestamptz) is
$$Record what came in for an invoice of ours

All that is due or a part of it, once for each reference (the text of a transfer). The last cent
ends the dunning and gives access back. Answers {invoice_id, status, amount_remaining_cents}. 404
invoice_not_found, 409 invoice_settled, invoice_of_stripe, payment_recorded.$$;

grant execute on function admin.mark_invoice_paid(uuid, uuid, bigint, text, text, timestamptz)
to platform_admin;
