create or replace function billing.document_data(document billing.invoice_documents)
returns jsonb
language sql
stable
begin atomic
    select case
        when (document_data.document).credit_note_id is null
            then
                billing.invoice_document_data(
                    (document_data.document).organization_id, (document_data.document).invoice_id
                )
        else
            billing.credit_note_document_data(
                (document_data.document).organization_id,
                (document_data.document).credit_note_id
            )
    end;
end;

comment on function billing.document_data(billing.invoice_documents) is
'What a document says, ready to be set.';
