create or replace function billing.proration_params(
    subscription billing.subscriptions, wish jsonb
)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select case
        -- Whose card is declined keeps what there was, and hears of it.
        when (w.wish ->> 'is_prorated')::boolean
            then jsonb_build_object(
                'proration_behavior', 'always_invoice',
                'payment_behavior', 'error_if_incomplete'
            )
        when w.effective_at is null then jsonb_build_object('proration_behavior', 'none')
        -- Stripe renewed first, at the former price: what it billed too much is credit.
        when (w.subscription).current_period_start >= w.effective_at
            then jsonb_build_object(
                'proration_behavior', 'always_invoice',
                'proration_date', billing.epoch((w.subscription).current_period_start)
            )
        -- Another interval begins a period at once, unless the next bill has a date.
        when w.is_new_cycle
            then jsonb_build_object(
                'proration_behavior', 'none', 'trial_end', billing.epoch(w.effective_at)
            )
        -- In the period's last second nothing is left to bill. And should the request be late,
        -- that second is past, and Stripe refuses; without proration it would do half of it.
        else jsonb_build_object(
            'proration_behavior', 'create_prorations',
            'proration_date', billing.epoch(w.effective_at) - 1
        )
    end
    from (
        select
            proration_params.subscription,
            proration_params.wish,
            (proration_params.wish ->> 'effective_at')::timestamptz as effective_at,
            exists (
                select
                from catalog.prices as p
                where
                    p.id = (proration_params.wish ->> 'price_id')::uuid
                    and p.cycle <> (proration_params.subscription).cycle
            ) as is_new_cycle
    ) as w
$$;

comment on function billing.proration_params(billing.subscriptions, jsonb) is
'How Stripe bills a change: is_prorated now; with effective_at, the end of a period, what was paid
for until then stays paid, and the next period costs what is wanted then, whether Stripe is asked
shortly before that moment or after it.';
