create or replace function billing.project_charge(organization_id uuid, state jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_charge_id uuid;
begin
    insert into billing.charges as c (
        organization_id, status, amount_cents, amount_refunded_cents, currency, created_at,
        stripe_charge_id, stripe_payment_intent_id, stripe_invoice_id
    )
    values (
        project_charge.organization_id,
        state ->> 'status',
        (state ->> 'amount')::bigint,
        (state ->> 'amount_refunded')::bigint,
        state ->> 'currency',
        billing.epoch_time(state -> 'created'),
        state ->> 'id',
        state ->> 'payment_intent',
        state ->> 'invoice'
    )
    on conflict on constraint charges_stripe_charge_id_key do update
        set
            status = excluded.status,
            amount_cents = excluded.amount_cents,
            amount_refunded_cents = excluded.amount_refunded_cents,
            currency = excluded.currency,
            created_at = excluded.created_at,
            stripe_payment_intent_id = coalesce(
                excluded.stripe_payment_intent_id, c.stripe_payment_intent_id
            ),
            stripe_invoice_id = coalesce(excluded.stripe_invoice_id, c.stripe_invoice_id)
    returning c.id into v_charge_id;

    perform billing.write_refunds(project_charge.organization_id, v_charge_id, state ->> 'id');

    perform billing.settle_invoice(project_charge.organization_id, i.stripe_invoice_id)
    from (
        select state ->> 'invoice' as stripe_invoice_id
        union
        select p.stripe_invoice_id
        from billing.payments as p
        where
            p.organization_id = project_charge.organization_id
            and (
                p.stripe_payment_intent_id = state ->> 'payment_intent'
                or p.stripe_charge_id = state ->> 'id'
            )
    ) as i
    where i.stripe_invoice_id is not null;
end
$$;

comment on function billing.project_charge(uuid, jsonb) is
'Brings a charge up to date, with its refunds, and the invoice it was for.';
