create or replace function billing.queue_credit_note_document(
    organization_id uuid, credit_note_id uuid
)
returns billing.invoice_documents
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_document billing.invoice_documents;
begin
    insert into billing.invoice_documents (
        organization_id, credit_note_id, next_attempt_at, created_at
    )
    values (
        queue_credit_note_document.organization_id, queue_credit_note_document.credit_note_id,
        v_now, v_now
    )
    on conflict (organization_id, credit_note_id) do nothing
    returning * into v_document;
    return v_document;
end
$$;

comment on function billing.queue_credit_note_document(uuid, uuid) is
'Has the PDF of a credit note made, unless that was asked before.';
