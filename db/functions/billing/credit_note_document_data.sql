create or replace function billing.credit_note_document_data(
    organization_id uuid, credit_note_id uuid
)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select billing.document_parties(n.organization_id) || jsonb_build_object(
        'document', 'credit_note',
        'number', n.number,
        'invoice_number', i.number,
        'po_number', coalesce(i.po_number, p.po_number),
        'issued_on', to_char(n.issued_at at time zone 'UTC', 'FMDD FMMonth YYYY'),
        'subtotal', util.format_money(n.amount_cents - n.tax_cents, n.currency),
        'tax', case when n.tax_cents <> 0 then util.format_money(n.tax_cents, n.currency) end,
        'total', util.format_money(n.amount_cents, n.currency)
    )
    from billing.credit_notes as n
    left join billing.invoices as i
        on n.organization_id = i.organization_id and n.invoice_id = i.id
    left join billing.profiles as p on n.organization_id = p.organization_id
    where
        n.organization_id = credit_note_document_data.organization_id
        and n.id = credit_note_document_data.credit_note_id
$$;

comment on function billing.credit_note_document_data(uuid, uuid) is
'What the document of a credit note says: billing.document_parties and {"document": "credit_note",
"number", "invoice_number" (null where it is for the rest of a period), "po_number", "issued_on",
"subtotal", "tax", "total"}; amounts are texts. Why it was issued is a note of the staff.';
