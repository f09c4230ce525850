create view admin.refund_notes
with (security_invoker = true)
as
select
    n.id,
    n.organization_id,
    n.invoice_id,
    n.amount_cents,
    n.currency,
    n.reason,
    n.noted_by,
    n.created_at
from billing.refund_notes as n;

comment on view admin.refund_notes is
$$Why money was given back

What the staff wrote, beside the invoice. What was indeed given back stands in the invoice.$$;

grant select on billing.refund_notes to platform_admin;
grant select on admin.refund_notes to platform_admin;
