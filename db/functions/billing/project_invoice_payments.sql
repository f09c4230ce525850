create or replace function billing.project_invoice_payments(
    organization_id uuid, stripe_invoice_id text, payments jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into billing.payments as p (
        organization_id, stripe_invoice_id, status, amount_cents, currency, created_at, paid_at,
        stripe_invoice_payment_id, stripe_payment_intent_id, stripe_charge_id
    )
    select
        project_invoice_payments.organization_id,
        project_invoice_payments.stripe_invoice_id,
        n.payment ->> 'status',
        (n.payment ->> 'amount')::bigint,
        n.payment ->> 'currency',
        billing.epoch_time(n.payment -> 'created'),
        case
            when n.payment ->> 'status' = 'paid'
                then coalesce(
                    billing.epoch_time(n.payment -> 'paid_at'),
                    billing.epoch_time(n.payment -> 'created')
                )
        end,
        n.payment ->> 'id',
        n.payment ->> 'payment_intent',
        n.payment ->> 'charge'
    from jsonb_array_elements(project_invoice_payments.payments) as n (payment)
    on conflict on constraint payments_stripe_invoice_id_stripe_reference_key do update
        set
            status = excluded.status,
            amount_cents = excluded.amount_cents,
            currency = excluded.currency,
            created_at = excluded.created_at,
            paid_at = excluded.paid_at,
            stripe_invoice_payment_id = coalesce(
                excluded.stripe_invoice_payment_id, p.stripe_invoice_payment_id
            ),
            stripe_charge_id = coalesce(excluded.stripe_charge_id, p.stripe_charge_id)
        where
            -- One that is settled stays so, and Stripe's own row says more than the invoice.
            (excluded.status <> 'open' or p.status = 'open')
            and (
                excluded.stripe_invoice_payment_id is not null
                or p.stripe_invoice_payment_id is null
            );

    perform billing.settle_invoice(
        project_invoice_payments.organization_id, project_invoice_payments.stripe_invoice_id
    );
end
$$;

comment on function billing.project_invoice_payments(uuid, text, jsonb) is
'Keeps payments of an invoice, in normal form, and ties to it what is known of them.';
