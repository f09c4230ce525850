create or replace function billing.invoice_data(invoice billing.invoices)
returns jsonb
language sql
stable
begin atomic
    select jsonb_build_object(
        'id', (invoice_data.invoice).id,
        'subscription_id', (invoice_data.invoice).subscription_id,
        'number', (invoice_data.invoice).number,
        'status', (invoice_data.invoice).status,
        'currency', (invoice_data.invoice).currency,
        'subtotal_cents', (invoice_data.invoice).subtotal_cents,
        'discount_cents', (invoice_data.invoice).discount_cents,
        'tax_cents', (invoice_data.invoice).tax_cents,
        'total_cents', (invoice_data.invoice).total_cents,
        'amount_due_cents', (invoice_data.invoice).amount_due_cents,
        'amount_paid_cents', (invoice_data.invoice).amount_paid_cents,
        'amount_refunded_cents', (invoice_data.invoice).amount_refunded_cents,
        'attempt_count', (invoice_data.invoice).attempt_count,
        'issued_at', (invoice_data.invoice).issued_at,
        'due_at', (invoice_data.invoice).due_at,
        'paid_at', (invoice_data.invoice).paid_at,
        'hosted_url', (invoice_data.invoice).hosted_url
    );
end;

comment on function billing.invoice_data(billing.invoices) is
'An invoice as customers'' webhooks show it.';
