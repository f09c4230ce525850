create function sidecar.record_invoice_document(
    document_id uuid, attempt integer, pdf bytea, error text
)
returns text
language sql
volatile
security definer -- the sidecar may write no table
set search_path = ''
begin atomic
    select billing.record_invoice_document(
        record_invoice_document.document_id,
        record_invoice_document.attempt,
        record_invoice_document.pdf,
        record_invoice_document.error
    );
end;

comment on function sidecar.record_invoice_document(uuid, integer, bytea, text) is
'Hands over a document that was made, or says why it was not. Returns its new status.';

grant execute on function sidecar.record_invoice_document(uuid, integer, bytea, text) to sidecar;
