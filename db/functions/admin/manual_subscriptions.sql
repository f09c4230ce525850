create view admin.manual_subscriptions
with (security_invoker = true)
as
select
    c.subscription_id,
    c.organization_id,
    s.status,
    c.starts_at,
    s.current_period_start,
    s.current_period_end,
    s.cancel_at,
    c.net_terms_days,
    c.po_number,
    c.tax_basis_points,
    c.next_state as next_change,
    c.credit_cents,
    c.currency,
    c.created_at
from billing.contracts as c
inner join billing.subscriptions as s
    on c.organization_id = s.organization_id and c.subscription_id = s.id;

comment on view admin.manual_subscriptions is
$$What was agreed with those whom our own invoices bill

next_change is what becomes another when the next period begins, or null; credit_cents what the next
invoices use up.$$;

grant select on billing.contracts to platform_admin;
grant select on admin.manual_subscriptions to platform_admin;
