create or replace function billing.record_invoice_document(
    document_id uuid, attempt integer, pdf bytea, error text
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_document billing.invoice_documents;
    v_status text;
begin
    select d.* into strict v_document
    from billing.invoice_documents as d
    where d.id = record_invoice_document.document_id
    for update;

    -- The first that is ready stays; a late report of a failure says nothing about the next attempt.
    if v_document.finished_at is not null
        or (record_invoice_document.pdf is null
            and v_document.attempts <> record_invoice_document.attempt)
    then
        return v_document.status;
    end if;

    v_status = case
        when record_invoice_document.pdf is not null then 'ready'
        when v_document.attempts >= 8 then 'failed'
        else 'queued'
    end;

    update billing.invoice_documents as d
    set
        status = v_status,
        pdf = record_invoice_document.pdf,
        last_error = record_invoice_document.error,
        leased_by = null,
        leased_until = null,
        finished_at = case when v_status <> 'queued' then v_now end,
        next_attempt_at
        = v_now + least(interval '10 seconds' * power(2, d.attempts - 1), interval '1 hour')
    where d.id = v_document.id;
    return v_status;
end
$$;

comment on function billing.record_invoice_document(uuid, integer, bytea, text) is
'What became of an attempt to make a document: the PDF, or why there is none. Returns its status.';
