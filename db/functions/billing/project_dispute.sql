create or replace function billing.project_dispute(organization_id uuid, state jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
    insert into billing.disputes (
        organization_id, status, reason, amount_cents, currency, created_at, closed_at,
        stripe_dispute_id, stripe_charge_id, stripe_payment_intent_id
    )
    values (
        project_dispute.organization_id,
        state ->> 'status',
        state ->> 'reason',
        (state ->> 'amount')::bigint,
        state ->> 'currency',
        billing.epoch_time(state -> 'created'),
        (
            select min(s.created_at)
            from billing.stripe_snapshots as s
            where s.object_id = project_dispute.state ->> 'id' and s.is_terminal
        ),
        state ->> 'id',
        state ->> 'charge',
        state ->> 'payment_intent'
    )
    on conflict on constraint disputes_stripe_dispute_id_key do update
        set
            status = excluded.status,
            reason = excluded.reason,
            amount_cents = excluded.amount_cents,
            currency = excluded.currency,
            closed_at = excluded.closed_at;

    perform billing.settle_invoice(project_dispute.organization_id, i.stripe_invoice_id)
    from (
        select p.stripe_invoice_id
        from billing.payments as p
        where
            p.organization_id = project_dispute.organization_id
            and (
                p.stripe_payment_intent_id = state ->> 'payment_intent'
                or p.stripe_charge_id = state ->> 'charge'
            )
        union
        select n.stripe_invoice_id
        from billing.charges as c
        inner join billing.invoices as n
            on c.organization_id = n.organization_id and c.invoice_id = n.id
        where
            c.organization_id = project_dispute.organization_id
            and c.stripe_charge_id = state ->> 'charge'
    ) as i;
end
$$;

comment on function billing.project_dispute(uuid, jsonb) is
'Brings a dispute up to date, and ties it to the invoice that its charge was for.';
