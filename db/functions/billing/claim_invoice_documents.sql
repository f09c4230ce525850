create or replace function billing.claim_invoice_documents(
    worker text, max_documents integer, lease_seconds integer
)
returns table (id uuid, attempt integer, data json)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
begin
    -- Every worker that had it has died, and perhaps of it.
    update billing.invoice_documents as d
    set
        status = 'failed',
        last_error = 'No attempt was reported',
        leased_by = null,
        leased_until = null,
        finished_at = v_now
    where d.finished_at is null and d.next_attempt_at <= v_now and d.attempts >= 8;
    return query
    with due as (
        select d.id
        from billing.invoice_documents as d
        where d.finished_at is null and d.next_attempt_at <= v_now
        order by d.next_attempt_at asc
        limit claim_invoice_documents.max_documents
        for update skip locked
    )

    update billing.invoice_documents as d
    set
        status = 'rendering',
        attempts = d.attempts + 1,
        leased_by = claim_invoice_documents.worker,
        leased_until = v_now + make_interval(secs => claim_invoice_documents.lease_seconds),
        -- A worker that never reports has died; then the document is due again.
        next_attempt_at = v_now + make_interval(secs => claim_invoice_documents.lease_seconds),
        -- What it says is settled now: a letterhead that changes later changes no invoice.
        data = coalesce(d.data, billing.document_data(d))
    from due
    where d.id = due.id
    returning d.id, d.attempts, d.data::json;
end
$$;

comment on function billing.claim_invoice_documents(text, integer, integer) is
'Leases documents that are to be made to a worker, oldest first. Eight attempts are enough, also of
workers that told nothing.';
