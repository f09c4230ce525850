create or replace function billing.invoice_document_data(organization_id uuid, invoice_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select billing.document_parties(i.organization_id) || jsonb_build_object(
        'number', coalesce(i.number, ''),
        'po_number', coalesce(i.po_number, p.po_number),
        'issued_on', to_char(i.issued_at at time zone 'UTC', 'FMDD FMMonth YYYY'),
        'due_on', case
            when i.collection_method = 'send_invoice'
                then to_char(i.due_at at time zone 'UTC', 'FMDD FMMonth YYYY')
        end,
        'is_charged', i.collection_method is distinct from 'send_invoice',
        'lines', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'description', coalesce(l.description, ''),
                        'quantity', l.quantity,
                        'service', case
                            when l.service_end > l.service_start then
                                to_char(l.service_start at time zone 'UTC', 'FMDD Mon YYYY')
                                || ' – '
                                || to_char(l.service_end at time zone 'UTC', 'FMDD Mon YYYY')
                        end,
                        'amount', util.format_money(l.amount_cents, l.currency)
                    )
                    order by l.position
                ),
                '[]'
            )
            from billing.invoice_lines as l
            where
                l.organization_id = invoice_document_data.organization_id
                and l.invoice_id = invoice_document_data.invoice_id
        ),
        'subtotal', util.format_money(i.subtotal_cents, i.currency),
        'discount', case
            when i.discount_cents <> 0 then util.format_money(-i.discount_cents, i.currency)
        end,
        'tax', case when i.tax_cents <> 0 then util.format_money(i.tax_cents, i.currency) end,
        'total', util.format_money(i.total_cents, i.currency),
        'credit', case
            when i.total_cents >= 0 and i.amount_due_cents <> i.total_cents
                then util.format_money(i.amount_due_cents - i.total_cents, i.currency)
        end,
        'kept', case
            when i.total_cents < 0 then util.format_money(-i.total_cents, i.currency)
        end,
        'amount_due', util.format_money(i.amount_due_cents, i.currency)
    )
    from billing.invoices as i
    left join billing.profiles as p on i.organization_id = p.organization_id
    where
        i.organization_id = invoice_document_data.organization_id
        and i.id = invoice_document_data.invoice_id
$$;

comment on function billing.invoice_document_data(uuid, uuid) is
'What the document of an invoice says, ready to be set: billing.document_parties and {"number",
"po_number", "issued_on", "due_on" (null where the payment method is charged), "is_charged",
"lines": [{"description", "quantity", "service", "amount"}], "subtotal", "discount", "tax", "total",
"credit", "kept" (what this one gives back, and later ones are lowered by), "amount_due"}; amounts
are texts.';
