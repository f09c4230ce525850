create or replace function billing.note_refund(
    organization_id uuid, invoice_id uuid, amount_cents bigint, reason text
)
returns billing.refund_notes
language plpgsql
set search_path = ''
as $$
declare
    v_reason text := billing.require_reason(note_refund.reason);
    v_invoice billing.invoices;
    v_note billing.refund_notes;
begin
    select i.* into v_invoice
    from billing.invoices as i
    where i.organization_id = note_refund.organization_id and i.id = note_refund.invoice_id;
    if not found then
        perform util.fail(404, 'invoice_not_found', 'There is no such invoice');
    end if;
    if coalesce(note_refund.amount_cents not between 1 and v_invoice.amount_paid_cents, true) then
        perform util.fail(
            400, 'invalid_argument', 'Nothing but what was paid can be given back',
            jsonb_build_object(
                'argument', 'amount_cents', 'amount_paid_cents', v_invoice.amount_paid_cents
            )
        );
    end if;

    insert into billing.refund_notes as n (
        organization_id, invoice_id, amount_cents, currency, reason, noted_by, created_at
    )
    values (
        v_invoice.organization_id,
        v_invoice.id,
        note_refund.amount_cents,
        v_invoice.currency,
        v_reason,
        identity.current_user_id(),
        util.now(v_invoice.organization_id)
    )
    returning n.* into v_note;
    return v_note;
end
$$;

comment on function billing.note_refund(uuid, uuid, bigint, text) is
'Writes down why so much of an invoice is given back. It moves no money: the refund made at Stripe
arrives by itself.';
