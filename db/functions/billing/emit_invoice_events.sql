create or replace function billing.emit_invoice_events(old billing.invoices, new billing.invoices)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if not webhooks.has_endpoints((new).organization_id) then
        return;
    end if;

    perform webhooks.emit_event(
        (new).organization_id,
        'invoice.' || t.type,
        billing.invoice_data(new),
        concat_ws(':', 'invoice', t.type, (new).id, t.occasion)
    )
    from (
        values
        (
            'finalized',
            null::bigint,
            (new).status <> 'draft'
            and coalesce((old).status, 'draft') = 'draft'
        ),
        (
            'paid',
            null,
            (new).status = 'paid'
            and (old).status is distinct from 'paid'
        ),
        (
            'payment_failed',
            (new).attempt_count,
            (new).status = 'open'
            and (new).attempt_count
            > coalesce((old).attempt_count, 0)
        ),
        (
            'voided',
            null,
            (new).status = 'void'
            and (old).status is distinct from 'void'
        ),
        (
            'uncollectible',
            null,
            (new).status = 'uncollectible'
            and (old).status is distinct from 'uncollectible'
        ),
        (
            'refunded',
            (new).amount_refunded_cents,
            (new).amount_refunded_cents
            > coalesce((old).amount_refunded_cents, 0)
        )
    ) as t (type, occasion, has_happened)
    where t.has_happened;
end
$$;

comment on function billing.emit_invoice_events(billing.invoices, billing.invoices) is
'What webhooks tell of an invoice that has become another, old row to new row: each step of its life
once, whatever repeats or comes late.';
