create or replace function billing.emit_invoice_events(old billing.invoices, new billing.invoices)
returns void
language sql
volatile
begin atomic
    select
        webhooks.emit_event(
            (emit_invoice_events.new).organization_id,
            'invoice.' || t.type,
            billing.invoice_data(emit_invoice_events.new),
            concat_ws(':', 'invoice', t.type, (emit_invoice_events.new).id, t.occasion)
        )
    from (
        values
        (
            'finalized',
            null::bigint,
            (emit_invoice_events.new).status <> 'draft'
            and coalesce((emit_invoice_events.old).status, 'draft') = 'draft'
        ),
        (
            'paid',
            null,
            (emit_invoice_events.new).status = 'paid'
            and (emit_invoice_events.old).status is distinct from 'paid'
        ),
        (
            'payment_failed',
            (emit_invoice_events.new).attempt_count,
            (emit_invoice_events.new).status = 'open'
            and (emit_invoice_events.new).attempt_count
            > coalesce((emit_invoice_events.old).attempt_count, 0)
        ),
        (
            'voided',
            null,
            (emit_invoice_events.new).status = 'void'
            and (emit_invoice_events.old).status is distinct from 'void'
        ),
        (
            'uncollectible',
            null,
            (emit_invoice_events.new).status = 'uncollectible'
            and (emit_invoice_events.old).status is distinct from 'uncollectible'
        ),
        (
            'refunded',
            (emit_invoice_events.new).amount_refunded_cents,
            (emit_invoice_events.new).amount_refunded_cents
            > coalesce((emit_invoice_events.old).amount_refunded_cents, 0)
        )
    ) as t (type, occasion, has_happened)
    where t.has_happened;
end;

comment on function billing.emit_invoice_events(billing.invoices, billing.invoices) is
'What webhooks tell of an invoice that has become another, old row to new row: each step of its life
once, whatever repeats or comes late.';
