-- What the figures are called is relied on: by dashboards, by files, by analysts' queries.
begin;
\ir ../_helpers.sql
select plan(21);

create function pg_temp.columns(function_name text)
returns text
language sql
as $$
select string_agg(n.name, ', ' order by n.position)
from pg_proc as p
cross join lateral unnest(p.proargnames, p.proargmodes) with ordinality
    as n (name, mode, position)
where p.pronamespace = 'analytics'::regnamespace and p.proname = columns.function_name
    and n.mode = 't'
$$;

select is(pg_temp.columns(w.function_name), w.columns, w.function_name)
from (
    values
    (
        'mrr_movements',
        'month, close_day, is_partial, mrr_start, new_mrr, reactivation_mrr, expansion_mrr, '
        || 'contraction_mrr, churn_mrr, mrr_end, customers_start, new_n, reactivation_n, '
        || 'expansion_n, contraction_n, churn_n, customers_end, led_new_mrr, '
        || 'led_reactivation_mrr, led_expansion_mrr, led_contraction_mrr, led_churn_mrr, '
        || 'led_new_n, led_reactivation_n, led_expansion_n, led_contraction_n, led_churn_n, arr, '
        || 'arpa, customer_churn, gross_mrr_churn, grr, nrr, net_mrr_churn, '
        || 'net_mrr_churn_incl_react, quick_ratio, nrr_t12m, grr_t12m'
    ),
    ('movers', 'organization_id, name, kind, delta_mrr, mrr_before, mrr_after'),
    ('lost_customers', 'organization_id, name, month, day, reason, is_voluntary, mrr'),
    ('cohort_customers', 'organization_id, name, first_paid_on, first_mrr, mrr'),
    (
        'range_figures',
        'topic, code, title, unit, is_loss, value, earlier, change, definition'
    ),
    (
        'range_reasons',
        'reason, customers, share, mrr, earlier_customers, earlier_share, earlier_mrr'
    ),
    (
        'range_cohorts',
        'age, cohorts, customers, logo_retention, revenue_retention, earlier_cohorts, '
        || 'earlier_customers, earlier_logo_retention, earlier_revenue_retention'
    ),
    ('movements', 'day, customer_id, kind, delta_mrr, mrr_before, mrr_after'),
    (
        'cohort_retention',
        'cohort, age, month, is_partial, cohort_size, cohort_base_mrr, active, mrr, '
        || 'logo_retention, revenue_retention'
    ),
    (
        'trial_conversion',
        'month, started, matured, converted_to_date, converted_in_window_matured, rate_window, '
        || 'rate_to_date, open_trials, avg_days, median_days'
    ),
    (
        'mrr_breakdown',
        'dimension, value, mrr, list_mrr, customers, arpa, trial_mrr, scheduled_churn_mrr'
    ),
    ('mrr_at', 'mrr, list_mrr, customers'),
    (
        'churn',
        'month, customers_start, churned, customer_churn, voluntary_n, involuntary_n, churn_mrr, '
        || 'gross_mrr_churn, net_mrr_churn'
    ),
    ('revenue_retention', 'month, grr, nrr, grr_t12m, nrr_t12m'),
    ('forecast', 'month, horizon, mrr, lo80, hi80, lo95, hi95, is_low_confidence'),
    ('forecast_bands', 'month, horizon, mrr, lo80, hi80, lo95, hi95, is_low_confidence'),
    (
        'health_indicators',
        'code, title, value, unit, state, is_loss, good_from, warn_from, month, definition, source'
    ),
    (
        'unit_economics',
        'month, arpa, gross_margin, customer_churn_6m, ltv, spend, new_customers, cac, ltv_cac, '
        || 'payback_months'
    ),
    ('cancellation_reasons', 'month, reason, customers, mrr'),
    (
        'explain_mrr',
        'organization_id, subscription_id, item, quantity, arr, currency, valid_from, '
        || 'known_from, source'
    )
) as w (function_name, columns);

select set_eq(
    $$
    select p.proname::text
    from pg_proc as p
    where
        p.pronamespace = 'analytics'::regnamespace
        and has_function_privilege('analyst', p.oid, 'execute')
        and '{as_of,known_at}'::text[] <@ p.proargnames
        -- But for what they are made of.
        and p.proname !~ '^(sum_|totals?_|period_|forecast_b|mrr_changes|departures)'
    $$,
    array[
        'cancellation_reasons', 'churn', 'cohort_customers', 'cohort_retention', 'forecast',
        'health_indicators', 'lost_customers', 'movements', 'movers', 'mrr_breakdown',
        'mrr_movements', 'range_cohorts', 'range_figures', 'range_reasons', 'revenue_retention',
        'summary', 'trial_conversion', 'unit_economics'
    ],
    'every series is asked as of a day, and as known at a time'
);

select * from finish();
rollback;
