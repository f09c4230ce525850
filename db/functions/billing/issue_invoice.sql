create or replace function billing.issue_invoice(
    contract billing.contracts,
    billing_reason text,
    lines jsonb,
    discount_cents bigint default 0
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now((contract).organization_id);
    v_subtotal bigint;
    v_tax bigint;
    v_credit bigint;
    v_due bigint;
    v_old billing.invoices;
    v_new billing.invoices;
begin
    select sum((l.line ->> 'amount')::bigint)::bigint into v_subtotal
    from jsonb_array_elements(lines) as l (line);
    v_tax = billing.tax_on(v_subtotal - issue_invoice.discount_cents, contract);

    update billing.contracts as c
    set credit_cents = c.credit_cents - u.credit_cents
    from (
        select least(
            n.credit_cents, v_subtotal - issue_invoice.discount_cents + v_tax
        ) as credit_cents
        from billing.contracts as n
        where
            n.organization_id = (contract).organization_id
            and n.subscription_id = (contract).subscription_id
    ) as u
    where
        c.organization_id = (contract).organization_id
        and c.subscription_id = (contract).subscription_id
    returning u.credit_cents into strict v_credit;
    v_due = v_subtotal - issue_invoice.discount_cents + v_tax - v_credit;

    insert into billing.invoices (
        organization_id, subscription_id, number, status, billing_reason, collection_method,
        currency, subtotal_cents, discount_cents, tax_cents, total_cents, amount_due_cents,
        amount_paid_cents, amount_remaining_cents, created_at, issued_at, due_at, paid_at,
        service_start, service_end, po_number
    )
    select
        (contract).organization_id,
        (contract).subscription_id,
        billing.take_document_number((contract).organization_id, 'invoice'),
        case when v_due = 0 then 'paid' else 'open' end,
        issue_invoice.billing_reason,
        'send_invoice',
        (contract).currency,
        v_subtotal,
        issue_invoice.discount_cents,
        v_tax,
        v_due + v_credit,
        v_due,
        0,
        v_due,
        v_now,
        v_now,
        v_now + make_interval(hours => 24 * (contract).net_terms_days),
        case when v_due = 0 then v_now end,
        min(billing.epoch_time(l.line -> 'start')),
        max(billing.epoch_time(l.line -> 'end')),
        (contract).po_number
    from jsonb_array_elements(lines) as l (line)
    returning * into v_new;

    insert into billing.invoice_lines (
        organization_id, invoice_id, position, description, price_id, quantity, amount_cents,
        currency, is_proration, service_start, service_end
    )
    select
        v_new.organization_id,
        v_new.id,
        l.position,
        l.line ->> 'description',
        (l.line ->> 'price_id')::uuid,
        (l.line ->> 'quantity')::bigint,
        (l.line ->> 'amount')::bigint,
        v_new.currency,
        l.line ? 'proration',
        billing.epoch_time(l.line -> 'start'),
        billing.epoch_time(l.line -> 'end')
    from jsonb_array_elements(lines) with ordinality as l (line, position);

    perform billing.queue_invoice_document(v_new.organization_id, v_new.id);
    perform billing.queue_invoice_email(v_new);
    perform billing.emit_invoice_events(v_old, v_new);
    return v_new.id;
end
$$;

comment on function billing.issue_invoice(billing.contracts, text, jsonb, bigint) is
'Issues an invoice of ours for a contract, with the next number: lines are [{"description",
"price_id", "quantity", "amount", "start", "end", "proration"}]. Credit is used up first. Due after
the terms that were agreed; the letter and the document follow.';
