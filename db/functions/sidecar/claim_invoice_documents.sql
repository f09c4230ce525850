create function sidecar.claim_invoice_documents(
    worker text, max_documents integer, lease_seconds integer
)
returns table (id uuid, attempt integer, data json)
language sql
volatile
security definer -- the sidecar may read no table
set search_path = ''
begin atomic
    select
        c.id,
        c.attempt,
        c.data
    from billing.claim_invoice_documents(
        claim_invoice_documents.worker,
        claim_invoice_documents.max_documents,
        claim_invoice_documents.lease_seconds
    ) as c;
end;

comment on function sidecar.claim_invoice_documents(text, integer, integer) is
'Leases invoices to be set as PDF to a worker: billing.invoice_document_data. The result goes to
sidecar.record_invoice_document before the lease ends.';

grant execute on function sidecar.claim_invoice_documents(text, integer, integer) to sidecar;
