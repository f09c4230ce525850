create view api.payments
with (security_invoker = true)
as
select
    p.id,
    p.organization_id,
    p.invoice_id,
    p.status,
    p.amount_cents,
    p.currency,
    p.created_at,
    p.paid_at
from billing.payments as p;

comment on view api.payments is
$$What the caller has paid

One row for each payment towards an invoice.$$;

grant select (
    organization_id, id, invoice_id, status, amount_cents, currency, created_at, paid_at
) on billing.payments to authenticated;
grant select on api.payments to authenticated;
