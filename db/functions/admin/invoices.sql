create view admin.invoices
with (security_invoker = true)
as
select
    i.id,
    i.organization_id,
    i.subscription_id,
    i.number,
    i.status,
    i.billing_reason,
    i.collection_method,
    i.currency,
    i.subtotal_cents,
    i.discount_cents,
    i.tax_cents,
    i.total_cents,
    i.amount_due_cents,
    i.amount_paid_cents,
    i.amount_remaining_cents,
    i.amount_refunded_cents,
    i.attempt_count,
    i.next_payment_attempt_at,
    i.created_at,
    i.issued_at,
    i.due_at,
    i.paid_at,
    i.voided_at,
    i.uncollectible_at,
    i.service_start,
    i.service_end,
    i.hosted_url,
    i.po_number,
    i.stripe_invoice_id
from billing.invoices as i;

comment on view admin.invoices is
$$All invoices

Of every organization, in cents of their currency.$$;

grant select on billing.invoices to platform_admin;
grant select on admin.invoices to platform_admin;
