create view api.credit_notes
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
    n.issued_at
from billing.credit_notes as n;

comment on view api.credit_notes is
$$What the caller was given back

For those who may read billing. amount_cents is with tax; invoice_id is the invoice that was taken
back, null where the note is for the rest of a period.$$;

grant select (
    organization_id, id, subscription_id, invoice_id, number, currency, amount_cents, tax_cents,
    issued_at
) on billing.credit_notes to authenticated;
grant select on api.credit_notes to authenticated;
