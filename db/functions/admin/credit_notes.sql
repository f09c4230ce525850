create view admin.credit_notes
with (security_invoker = true)
as
select
    n.id,
    n.organization_id,
    n.subscription_id,
    n.invoice_id,
    n.number,
    n.currency,
    n.amount_cents,
    n.tax_cents,
    n.reason,
    n.issued_by,
    n.issued_at
from billing.credit_notes as n;

comment on view admin.credit_notes is
$$What was given back or taken back of our own invoices

amount_cents is with tax; invoice_id is null where it is for the rest of a period.$$;

grant select on billing.credit_notes to platform_admin;
grant select on admin.credit_notes to platform_admin;
