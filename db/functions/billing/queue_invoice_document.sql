create or replace function billing.queue_invoice_document(organization_id uuid, invoice_id uuid)
returns billing.invoice_documents
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_document billing.invoice_documents;
begin
    insert into billing.invoice_documents (organization_id, invoice_id, next_attempt_at, created_at)
    values (
        queue_invoice_document.organization_id, queue_invoice_document.invoice_id, v_now, v_now
    )
    on conflict on constraint invoice_documents_organization_id_invoice_id_key do nothing
    returning * into v_document;
    return v_document;
end
$$;

comment on function billing.queue_invoice_document(uuid, uuid) is
'Has the PDF of an invoice made, unless that was asked before.';
