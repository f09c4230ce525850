create view api.invoice_lines
with (security_invoker = true)
as
select
    l.id,
    l.organization_id,
    l.invoice_id,
    l.position,
    l.description,
    l.quantity,
    l.amount_cents,
    l.currency,
    l.is_proration,
    l.service_start,
    l.service_end
from billing.invoice_lines as l;

comment on view api.invoice_lines is
$$What the caller's invoices are made of

Credits are negative.$$;

grant select (
    organization_id, id, invoice_id, position, description, quantity, amount_cents, currency,
    is_proration, service_start, service_end
) on billing.invoice_lines to authenticated;
grant select on api.invoice_lines to authenticated;
