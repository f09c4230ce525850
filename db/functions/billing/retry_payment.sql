create or replace function billing.retry_payment(organization_id uuid, invoice_id uuid)
returns uuid
language sql
volatile
set search_path = ''
as $$
    select (billing.enqueue_stripe_command(
        i.organization_id, 'invoice.pay', jsonb_build_object('invoice_id', i.id)
    )).id
    from billing.invoices as i
    where
        i.organization_id = retry_payment.organization_id
        and i.id = retry_payment.invoice_id
        and i.status = 'open'
        and i.stripe_invoice_id is not null
        and i.collection_method is distinct from 'send_invoice'
        and not exists (
            select from billing.stripe_commands as c
            where
                c.organization_id = i.organization_id
                and c.kind = 'invoice.pay'
                and c.params ->> 'invoice_id' = i.id::text
                and c.finished_at is null
        )
$$;

comment on function billing.retry_payment(uuid, uuid) is
'Has Stripe charge for an open invoice once more. Returns the command; null where nothing can be
charged, or a charge is on its way already.';
