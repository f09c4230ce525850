create function admin.note_refund(
    organization_id uuid, invoice_id uuid, amount_cents bigint, reason text
)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
declare
    v_note billing.refund_notes;
begin
    perform identity.require_staff();
    perform audit.note_reason(note_refund.reason);
    v_note = billing.note_refund(
        note_refund.organization_id,
        note_refund.invoice_id,
        note_refund.amount_cents,
        note_refund.reason
    );
    return json_build_object(
        'id', v_note.id, 'amount_cents', v_note.amount_cents, 'currency', v_note.currency
    );
end
$$;

comment on function admin.note_refund(uuid, uuid, bigint, text) is
$$Write down why money is given back

Beside an invoice, in cents of its currency, at most what was paid. It moves no money: make the refund
at Stripe, from where it arrives by itself. 404 invoice_not_found.$$;

grant execute on function admin.note_refund(uuid, uuid, bigint, text) to platform_admin;
