create view api.billing_profile
with (security_invoker = true)
as
select
    p.organization_id,
    p.legal_name,
    p.address_lines,
    p.country,
    p.tax_id,
    p.po_number,
    p.contacts,
    p.updated_at
from billing.profiles as p;

comment on view api.billing_profile is
$$What the caller's invoices say about the organization

For those who may read billing. One row, or none until set_billing_profile was called.$$;

grant select (
    organization_id, legal_name, address_lines, country, tax_id, po_number, contacts, updated_at
) on billing.profiles to authenticated;
grant select on api.billing_profile to authenticated;
