create or replace function billing.find_credit_note_pdf(organization_id uuid, credit_note_id uuid)
returns identity."*/*"
language plpgsql
set search_path = ''
as $$
declare
    v_number text;
    v_document billing.invoice_documents;
begin
    select n.number into v_number
    from billing.credit_notes as n
    where
        n.organization_id = find_credit_note_pdf.organization_id
        and n.id = find_credit_note_pdf.credit_note_id;
    if not found then
        perform util.fail(404, 'credit_note_not_found', 'There is no such credit note');
    end if;

    select d.* into v_document
    from billing.invoice_documents as d
    where
        d.organization_id = find_credit_note_pdf.organization_id
        and d.credit_note_id = find_credit_note_pdf.credit_note_id;
    -- Of a note that is older than such documents.
    if v_document.id is null and not current_setting('transaction_read_only')::boolean then
        v_document = billing.queue_credit_note_document(
            find_credit_note_pdf.organization_id, find_credit_note_pdf.credit_note_id
        );
    end if;
    return billing.respond_document(v_document, 'credit-note-' || v_number);
end
$$;

comment on function billing.find_credit_note_pdf(uuid, uuid) is
'A credit note as PDF, the same bytes for ever. 404 credit_note_not_found; 409 document_pending
until it is made, which a request that may write sets off.';
