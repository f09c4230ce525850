create or replace function billing.record_invoice_payment(
    organization_id uuid,
    invoice_id uuid,
    amount_cents bigint,
    paid_at timestamptz,
    reference text,
    reason text
)
returns billing.invoices
language plpgsql
set search_path = ''
as $$
declare
    v_reason text := billing.require_reason(reason);
    v_reference text := identity.require_text('reference', reference, 100);
    v_now timestamptz := util.now(record_invoice_payment.organization_id);
    v_paid_at timestamptz := coalesce(record_invoice_payment.paid_at, v_now);
    v_amount bigint;
    v_old billing.invoices;
    v_new billing.invoices;
begin
    v_old = billing.find_own_invoice(
        record_invoice_payment.organization_id, record_invoice_payment.invoice_id
    );

    select p.amount_cents into v_amount
    from billing.payments as p
    where
        p.organization_id = v_old.organization_id
        and p.invoice_id = v_old.id
        and p.reference = v_reference;
    if v_amount is not null then
        if v_amount <> record_invoice_payment.amount_cents then
            perform util.fail(
                409, 'payment_recorded', 'This payment is recorded with another amount',
                jsonb_build_object('reference', v_reference, 'amount_cents', v_amount)
            );
        end if;
        return v_old;
    end if;

    if v_old.status <> 'open' then
        perform util.fail(
            409, 'invoice_settled', 'The invoice is paid, or was taken back',
            jsonb_build_object('status', v_old.status)
        );
    end if;
    if coalesce(amount_cents not between 1 and v_old.amount_remaining_cents, true) then
        perform util.fail(
            400, 'invalid_argument', 'amount_cents is at most what is still due',
            jsonb_build_object(
                'argument', 'amount_cents',
                'amount_remaining_cents', v_old.amount_remaining_cents
            )
        );
    end if;
    if v_paid_at > v_now then
        perform util.fail(
            400, 'invalid_argument', 'paid_at lies ahead', jsonb_build_object('argument', 'paid_at')
        );
    end if;

    insert into billing.payments (
        organization_id, invoice_id, status, amount_cents, currency, created_at, paid_at,
        reference, recorded_by, reason
    )
    values (
        v_old.organization_id, v_old.id, 'paid', record_invoice_payment.amount_cents,
        v_old.currency, v_now, v_paid_at, v_reference, identity.current_user_id(), v_reason
    );
    update billing.invoices as i
    set
        amount_paid_cents = i.amount_paid_cents + record_invoice_payment.amount_cents,
        amount_remaining_cents = i.amount_remaining_cents - record_invoice_payment.amount_cents,
        status = case
            when i.amount_remaining_cents = record_invoice_payment.amount_cents then 'paid'
            else i.status
        end,
        paid_at = case
            when i.amount_remaining_cents = record_invoice_payment.amount_cents then v_paid_at
        end
    where i.organization_id = v_old.organization_id and i.id = v_old.id
    returning * into v_new;

    perform billing.queue_payment_email(v_old, v_new);
    perform billing.follow_payment(v_new);
    perform billing.emit_invoice_events(v_old, v_new);
    return v_new;
end
$$;

comment on function billing.record_invoice_payment(uuid, uuid, bigint, timestamptz, text, text) is
'Money that came in for an invoice of ours, or a part of it, once for each reference. The last cent
ends its dunning, and access is back in this transaction.';
