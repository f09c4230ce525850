create view api.invoices
with (security_invoker = true)
as
select
    i.id,
    i.organization_id,
    i.subscription_id,
    i.number,
    i.status,
    i.currency,
    i.subtotal_cents,
    i.discount_cents,
    i.tax_cents,
    i.total_cents,
    i.amount_due_cents,
    i.amount_paid_cents,
    i.amount_refunded_cents,
    i.created_at,
    i.issued_at,
    i.due_at,
    i.paid_at,
    i.service_start,
    i.service_end,
    i.hosted_url,
    i.po_number
from billing.invoices as i;

comment on view api.invoices is
$$The caller's invoices

For those who may read billing. Lines and payments can be embedded: ?select=*,invoice_lines(*),payments(*).$$;

grant select (
    organization_id, id, subscription_id, number, status, currency, subtotal_cents, discount_cents,
    tax_cents, total_cents, amount_due_cents, amount_paid_cents, amount_refunded_cents, created_at,
    issued_at, due_at, paid_at, service_start, service_end, hosted_url,
    po_number
) on billing.invoices to authenticated;
grant select on api.invoices to authenticated;
