create or replace function billing.queue_invoice_email(invoice billing.invoices)
returns void
language sql
volatile
set search_path = ''
as $$
    select
        notify.enqueue(
            'invoice_issued',
            r.email,
            o.id,
            r.user_id,
            jsonb_build_object(
                'full_name', r.full_name,
                'organization_name', o.name,
                'number', (queue_invoice_email.invoice).number,
                'po_number', (queue_invoice_email.invoice).po_number,
                'amount', util.format_money(
                    (queue_invoice_email.invoice).amount_due_cents,
                    (queue_invoice_email.invoice).currency
                ),
                'due_on', to_char(
                    (queue_invoice_email.invoice).due_at at time zone 'UTC', 'FMDD FMMonth YYYY'
                ),
                'url', util.setting('web_url') || '/billing/invoices/'
                || (queue_invoice_email.invoice).id
            ),
            concat_ws(':', 'invoice_issued', (queue_invoice_email.invoice).id, r.email)
        )
    from identity.organizations as o
    cross join billing.billing_recipients(o.id) as r
    where
        o.id = (queue_invoice_email.invoice).organization_id
        and (queue_invoice_email.invoice).status = 'open'
$$;

comment on function billing.queue_invoice_email(billing.invoices) is
'Queues the letter that an invoice of ours is there and when it is due, once for each who gets
letters about payments.';
