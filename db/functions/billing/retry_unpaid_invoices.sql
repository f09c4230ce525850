create or replace function billing.retry_unpaid_invoices(organization_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
    perform billing.retry_payment(c.organization_id, c.invoice_id)
    from billing.dunning_cases as c
    where
        c.organization_id = retry_unpaid_invoices.organization_id
        and c.closed_at is null;
end
$$;

comment on function billing.retry_unpaid_invoices(uuid) is
'Tries at once what failed before: the customer has another payment method now.';
