create or replace function billing.settle_invoice(organization_id uuid, stripe_invoice_id text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_invoice_id uuid;
    v_old billing.invoices;
    v_new billing.invoices;
begin
    select i.id into v_invoice_id
    from billing.invoices as i
    where
        i.organization_id = settle_invoice.organization_id
        and i.stripe_invoice_id = settle_invoice.stripe_invoice_id;

    -- It comes again when the invoice is known.
    if v_invoice_id is null then
        return;
    end if;

    update billing.payments as p
    set invoice_id = v_invoice_id
    where
        p.organization_id = settle_invoice.organization_id
        and p.stripe_invoice_id = settle_invoice.stripe_invoice_id
        and p.invoice_id is null;

    -- Most charges and disputes are never told of.
    if not exists (
        select
        from billing.charges as c
        where c.organization_id = settle_invoice.organization_id
    )
    and not exists (
        select
        from billing.disputes as d
        where d.organization_id = settle_invoice.organization_id
    ) then
        return;
    end if;

    update billing.charges as c
    set invoice_id = v_invoice_id
    where
        c.organization_id = settle_invoice.organization_id
        and c.invoice_id is null
        and (
            c.stripe_invoice_id = settle_invoice.stripe_invoice_id
            or exists (
                select
                from billing.payments as p
                where
                    p.organization_id = c.organization_id
                    and p.invoice_id = v_invoice_id
                    and (
                        p.stripe_payment_intent_id = c.stripe_payment_intent_id
                        or p.stripe_charge_id = c.stripe_charge_id
                    )
            )
        );

    update billing.disputes as d
    set invoice_id = v_invoice_id
    where
        d.organization_id = settle_invoice.organization_id
        and d.invoice_id is null
        and (
            exists (
                select
                from billing.payments as p
                where
                    p.organization_id = d.organization_id
                    and p.invoice_id = v_invoice_id
                    and (
                        p.stripe_payment_intent_id = d.stripe_payment_intent_id
                        or p.stripe_charge_id = d.stripe_charge_id
                    )
            )
            or exists (
                select
                from billing.charges as c
                where
                    c.organization_id = d.organization_id
                    and c.invoice_id = v_invoice_id
                    and c.stripe_charge_id = d.stripe_charge_id
            )
        );

    select i.* into strict v_old
    from billing.invoices as i
    where i.organization_id = settle_invoice.organization_id and i.id = v_invoice_id;

    update billing.invoices as i
    set amount_refunded_cents = r.amount_cents
    from (
        select coalesce(sum(c.amount_refunded_cents), 0) as amount_cents
        from billing.charges as c
        where
            c.organization_id = settle_invoice.organization_id
            and c.invoice_id = v_invoice_id
    ) as r
    where
        i.organization_id = settle_invoice.organization_id
        and i.id = v_invoice_id
        and i.amount_refunded_cents <> r.amount_cents
    returning i.* into v_new;

    if found then
        perform billing.emit_invoice_events(v_old, v_new);
    end if;
end
$$;

comment on function billing.settle_invoice(uuid, text) is
'Ties payments, charges and disputes to their invoice, whichever came first, and sums up what was
refunded. Since 2025-03-31 only the invoice''s payments tell which charge was for it.';
