create view api.refunds
with (security_invoker = true)
as
select
    r.id,
    c.organization_id,
    c.invoice_id,
    r.charge_id,
    r.amount_cents,
    r.currency,
    r.refunded_at
from billing.refunds as r
inner join billing.charges as c
    on r.organization_id = c.organization_id and r.charge_id = c.id;

comment on view api.refunds is
$$What the caller was paid back

One row each time that money went back to a card or an account, for those who may read billing. It is
negative where a refund failed afterwards. Can be embedded: invoices?select=*,refunds(*).$$;

grant select (organization_id, id, charge_id, amount_cents, currency, refunded_at)
on billing.refunds to authenticated;
grant select (organization_id, id, invoice_id) on billing.charges to authenticated;
grant select on api.refunds to authenticated;
