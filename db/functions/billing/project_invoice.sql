create or replace function billing.project_invoice(
    claimed billing.stripe_objects, state jsonb, previous_state jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_organization_id uuid := (claimed).organization_id;
    v_old billing.invoices;
    v_new billing.invoices;
    v_payments jsonb := state -> 'payments';
begin
    if state = previous_state then
        return;
    end if;

    if (claimed).local_id is not null then
        select i.* into strict v_old
        from billing.invoices as i
        where i.organization_id = v_organization_id and i.id = (claimed).local_id;
    end if;

    insert into billing.invoices as i (
        organization_id, subscription_id, number, status, billing_reason, collection_method,
        currency, subtotal_cents, discount_cents, tax_cents, total_cents, amount_due_cents,
        amount_paid_cents, amount_remaining_cents, attempt_count, next_payment_attempt_at,
        created_at, issued_at, due_at, paid_at, voided_at, uncollectible_at, service_start,
        service_end, hosted_url, pdf_url, stripe_invoice_id, stripe_subscription_id
    )
    select
        v_organization_id,
        (
            select o.local_id
            from billing.stripe_objects as o
            where
                o.stripe_id = project_invoice.state ->> 'subscription'
                and o.organization_id = v_organization_id
        ),
        state ->> 'number',
        state ->> 'status',
        state ->> 'billing_reason',
        state ->> 'collection_method',
        state ->> 'currency',
        (state ->> 'subtotal')::bigint,
        (state ->> 'discount')::bigint,
        (state ->> 'tax')::bigint,
        (state ->> 'total')::bigint,
        (state ->> 'amount_due')::bigint,
        (state ->> 'amount_paid')::bigint,
        (state ->> 'amount_remaining')::bigint,
        (state ->> 'attempt_count')::integer,
        billing.epoch_time(state -> 'next_payment_attempt'),
        billing.epoch_time(state -> 'created'),
        billing.epoch_time(state -> 'finalized_at'),
        billing.epoch_time(state -> 'due'),
        billing.epoch_time(state -> 'paid_at'),
        billing.epoch_time(state -> 'voided_at'),
        billing.epoch_time(state -> 'uncollectible_at'),
        to_timestamp(min((l.line ->> 'start')::bigint)),
        to_timestamp(max((l.line ->> 'end')::bigint)),
        state ->> 'hosted_url',
        state ->> 'pdf_url',
        state ->> 'id',
        state ->> 'subscription'
    from jsonb_array_elements(state -> 'lines') as l (line)
    on conflict on constraint invoices_stripe_invoice_id_key do update
        set
            subscription_id = excluded.subscription_id,
            number = excluded.number,
            status = excluded.status,
            billing_reason = excluded.billing_reason,
            collection_method = excluded.collection_method,
            currency = excluded.currency,
            subtotal_cents = excluded.subtotal_cents,
            discount_cents = excluded.discount_cents,
            tax_cents = excluded.tax_cents,
            total_cents = excluded.total_cents,
            amount_due_cents = excluded.amount_due_cents,
            amount_paid_cents = excluded.amount_paid_cents,
            amount_remaining_cents = excluded.amount_remaining_cents,
            attempt_count = excluded.attempt_count,
            next_payment_attempt_at = excluded.next_payment_attempt_at,
            created_at = excluded.created_at,
            issued_at = excluded.issued_at,
            due_at = excluded.due_at,
            paid_at = excluded.paid_at,
            voided_at = excluded.voided_at,
            uncollectible_at = excluded.uncollectible_at,
            service_start = excluded.service_start,
            service_end = excluded.service_end,
            hosted_url = excluded.hosted_url,
            pdf_url = excluded.pdf_url,
            stripe_subscription_id = excluded.stripe_subscription_id
    returning i.* into v_new;

    if state -> 'lines' is distinct from previous_state -> 'lines' then
        perform billing.write_invoice_lines(v_organization_id, v_new.id, state -> 'lines');
    end if;

    if state ? 'discounts'
        and billing.learn_discounts(v_organization_id, state -> 'discounts')
    then
        perform billing.write_subscription(s.organization_id, s.id)
        from billing.subscriptions as s
        where
            s.organization_id = v_organization_id
            and s.stripe_subscription_id = state ->> 'subscription';
    end if;

    -- Until 2025-02-24 the payment stands on the invoice itself.
    if v_payments is null
        and state ->> 'status' = 'paid'
        and state ->> 'amount_paid' <> '0'
        and coalesce(state ->> 'payment_intent', state ->> 'charge') is not null
    then
        v_payments = jsonb_build_array(jsonb_build_object(
            'status', 'paid',
            'amount', state -> 'amount_paid',
            'currency', state -> 'currency',
            'created', coalesce(state -> 'paid_at', state -> 'created'),
            'paid_at', coalesce(state -> 'paid_at', state -> 'created'),
            'payment_intent', state -> 'payment_intent',
            'charge', state -> 'charge'
        ));
    end if;

    if v_payments is not null or (claimed).local_id is null then
        perform billing.project_invoice_payments(
            v_organization_id, state ->> 'id', v_payments
        );
    end if;

    if (claimed).local_id is null then
        update billing.stripe_objects as o
        set local_id = v_new.id
        where o.stripe_id = (claimed).stripe_id;
    end if;

    -- Only what is news, and not for a story of the past: an account that is imported has its
    -- documents made when they are asked for.
    if v_old.issued_at is null
        and v_new.issued_at > greatest(util.now(v_organization_id), util.wall_clock())
        - interval '3 days'
    then
        perform billing.queue_invoice_document(v_organization_id, v_new.id);
    end if;

    -- Effects hang on the transition: events may repeat and come late, this happens once.
    if (v_old.status, v_old.attempt_count) is distinct from (v_new.status, v_new.attempt_count) then
        perform billing.queue_payment_email(v_old, v_new);
        perform billing.follow_payment(v_new);
        perform billing.emit_invoice_events(v_old, v_new);
    end if;
end
$$;

comment on function billing.project_invoice(billing.stripe_objects, jsonb, jsonb) is
'Brings an invoice up to date, with its lines, and its payments where Stripe shows them. Its
subscription may not be known yet: it is linked as soon as it is. previous_state is what was the
latest before, or null when that is not known.';
