create or replace function billing.find_invoice_pdf(organization_id uuid, invoice_id uuid)
returns identity."*/*"
language plpgsql
set search_path = ''
as $$
declare
    v_invoice record;
    v_document billing.invoice_documents;
begin
    select
        i.number,
        i.issued_at
    into v_invoice
    from billing.invoices as i
    where
        i.organization_id = find_invoice_pdf.organization_id
        and i.id = find_invoice_pdf.invoice_id;
    if not found then
        perform util.fail(404, 'invoice_not_found', 'There is no such invoice');
    end if;
    if v_invoice.issued_at is null then
        perform util.fail(409, 'invoice_not_issued', 'A draft is no invoice yet');
    end if;

    select d.* into v_document
    from billing.invoice_documents as d
    where
        d.organization_id = find_invoice_pdf.organization_id
        and d.invoice_id = find_invoice_pdf.invoice_id;
    -- A GET may not write: it finds what a POST, or the invoice's being issued, has had made.
    if v_document.id is null and not current_setting('transaction_read_only')::boolean then
        v_document = billing.queue_invoice_document(
            find_invoice_pdf.organization_id, find_invoice_pdf.invoice_id
        );
    end if;
    return billing.respond_document(
        v_document, 'invoice-' || coalesce(v_invoice.number, find_invoice_pdf.invoice_id::text)
    );
end
$$;

comment on function billing.find_invoice_pdf(uuid, uuid) is
'An issued invoice as PDF, the same bytes for ever. 404 invoice_not_found, 409 invoice_not_issued;
409 document_pending until it is made, which a request that may write sets off.';
