create or replace function billing.find_own_invoice(organization_id uuid, invoice_id uuid)
returns billing.invoices
language plpgsql
set search_path = ''
as $$
declare
    v_invoice billing.invoices;
begin
    perform billing.lock_organization(find_own_invoice.organization_id);
    select i.* into v_invoice
    from billing.invoices as i
    where
        i.organization_id = find_own_invoice.organization_id
        and i.id = find_own_invoice.invoice_id;
    if not found then
        perform util.fail(404, 'invoice_not_found', 'There is no such invoice');
    end if;
    if v_invoice.stripe_invoice_id is not null then
        perform util.fail(
            409, 'invoice_of_stripe', 'Stripe has issued this invoice, and settles it',
            jsonb_build_object('stripe_invoice_id', v_invoice.stripe_invoice_id)
        );
    end if;
    return v_invoice;
end
$$;

comment on function billing.find_own_invoice(uuid, uuid) is
'An invoice that we have issued, locked with its organization; refused when there is none, or it is
Stripe''s.';
