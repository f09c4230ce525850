create or replace function billing.stripe_state()
returns json
language plpgsql
stable
set search_path = ''
as $$
begin
    return json_build_object(
        'subscriptions', (
            select coalesce(json_object_agg(
                s.stripe_subscription_id,
                json_build_object(
                    'org_id', s.organization_id,
                    'customer', l.state -> 'customer',
                    'status', s.stripe_status,
                    'tier', i.tier,
                    'cycle', s.cycle,
                    'quantity', i.quantity,
                    'addons', coalesce(i.add_ons, '{}'),
                    'currency', s.currency,
                    'collection_method', s.collection_method,
                    'current_period_start', billing.epoch(s.current_period_start),
                    'current_period_end', billing.epoch(s.current_period_end),
                    'trial_start', billing.epoch(s.trial_started_at),
                    'trial_end', billing.epoch(s.trial_ends_at),
                    'cancel_at_period_end', l.state -> 'cancel_at_period_end',
                    'cancel_at', l.state -> 'cancel_at',
                    'cancel_scheduled', s.cancel_at is not null,
                    'canceled_at', billing.epoch(s.canceled_at),
                    'ended_at', billing.epoch(s.ended_at),
                    'cancellation_reason', s.cancellation_reason,
                    'pause_reason', l.state -> 'pause_reason',
                    'list_monthly_cents', round(s.list_arr_cents / 12.0)::bigint,
                    'discount_percent', s.discount -> 0 -> 'percent_off',
                    'latest_invoice', l.state -> 'latest_invoice'
                )
                order by s.stripe_subscription_id
            ), '{}')
            from billing.subscriptions as s
            cross join lateral (
                select o.state
                from billing.order_snapshots(s.stripe_subscription_id) as o
                order by o.position desc
                limit 1
            ) as l
            cross join lateral (
                select
                    min(v.plan_code) as tier,
                    min(n.quantity) filter (where v.plan_code is not null) as quantity,
                    json_object_agg(p.add_on_code, n.quantity)
                        filter (where p.add_on_code is not null) as add_ons
                from billing.subscription_items as n
                inner join catalog.prices as p on n.price_id = p.id
                left join catalog.plan_versions as v on p.plan_version_id = v.id
                where n.organization_id = s.organization_id and n.subscription_id = s.id
            ) as i
        ),
        'invoices', (
            select coalesce(json_object_agg(
                i.stripe_invoice_id,
                json_build_object(
                    'subscription', i.stripe_subscription_id,
                    'org_id', i.organization_id,
                    'customer', l.state -> 'customer',
                    'number', i.number,
                    'status', i.status,
                    'billing_reason', i.billing_reason,
                    'currency', i.currency,
                    'subtotal', i.subtotal_cents,
                    'discount', i.discount_cents,
                    'tax', i.tax_cents,
                    'total', i.total_cents,
                    'amount_due', i.amount_due_cents,
                    'amount_paid', i.amount_paid_cents,
                    'amount_remaining', i.amount_remaining_cents,
                    'amount_refunded', i.amount_refunded_cents,
                    'attempt_count', i.attempt_count,
                    'next_payment_attempt', billing.epoch(i.next_payment_attempt_at),
                    'created', billing.epoch(i.created_at),
                    'finalized_at', billing.epoch(i.issued_at),
                    'paid_at', billing.epoch(i.paid_at),
                    'voided_at', billing.epoch(i.voided_at),
                    'marked_uncollectible_at', billing.epoch(i.uncollectible_at),
                    'service_start', billing.epoch(i.service_start),
                    'service_end', billing.epoch(i.service_end),
                    'hosted_invoice_url', i.hosted_url,
                    'invoice_pdf', i.pdf_url,
                    'collection_method', i.collection_method,
                    'lines', n.lines,
                    'proration_lines', n.proration_lines
                )
                order by i.stripe_invoice_id
            ), '{}')
            from billing.invoices as i
            cross join lateral (
                select o.state
                from billing.order_snapshots(i.stripe_invoice_id) as o
                order by o.position desc
                limit 1
            ) as l
            cross join lateral (
                select
                    count(*) as lines,
                    count(*) filter (where b.is_proration) as proration_lines
                from billing.invoice_lines as b
                where b.organization_id = i.organization_id and b.invoice_id = i.id
            ) as n
        ),
        'customers', (
            select coalesce(json_object_agg(
                o.stripe_id,
                json_build_object(
                    'org_id', o.organization_id,
                    'email', l.state -> 'email',
                    'name', l.state -> 'name',
                    'deleted', l.state ? 'deleted',
                    'balance', l.state -> 'balance',
                    'delinquent', l.state -> 'delinquent',
                    'default_payment_method', l.state -> 'default_payment_method'
                )
                order by o.stripe_id
            ), '{}')
            from billing.stripe_objects as o
            cross join lateral (
                select s.state
                from billing.order_snapshots(o.stripe_id) as s
                order by s.position desc
                limit 1
            ) as l
            where o.object_kind = 'customer'
        ),
        'checkout_sessions', (
            select coalesce(json_object_agg(
                c.stripe_session_id,
                json_build_object(
                    'status', c.status,
                    'payment_status', c.payment_status,
                    'subscription', c.stripe_subscription_id,
                    'org_id', c.organization_id,
                    'customer', l.state -> 'customer'
                )
                order by c.stripe_session_id
            ), '{}')
            from billing.checkout_sessions as c
            cross join lateral (
                select o.state
                from billing.order_snapshots(c.stripe_session_id) as o
                order by o.position desc
                limit 1
            ) as l
        ),
        'disputes', (
            select coalesce(json_object_agg(
                d.stripe_dispute_id,
                json_build_object(
                    'status', d.status,
                    'amount', d.amount_cents,
                    'charge', d.stripe_charge_id,
                    'invoice', i.stripe_invoice_id
                )
                order by d.stripe_dispute_id
            ), '{}')
            from billing.disputes as d
            left join billing.invoices as i
                on d.organization_id = i.organization_id and d.invoice_id = i.id
        )
    );
end
$$;

comment on function billing.stripe_state() is
'All that came from Stripe, as our rows show it, in Stripe''s own words: to be compared with
Stripe.';
