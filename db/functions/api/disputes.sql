create view api.disputes
with (security_invoker = true)
as
select
    d.id,
    d.organization_id,
    d.invoice_id,
    d.status,
    d.reason,
    d.amount_cents,
    d.currency,
    d.created_at,
    d.closed_at
from billing.disputes as d;

comment on view api.disputes is
$$What the caller's bank has asked back

A payment that was disputed at the bank, and what became of it: for those who may read billing. Can
be embedded: invoices?select=*,disputes(*).$$;

grant select (
    organization_id, id, invoice_id, status, reason, amount_cents, currency, created_at, closed_at
) on billing.disputes to authenticated;
grant select on api.disputes to authenticated;
