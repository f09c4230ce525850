create function analytics.health_indicators(
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    code text,
    title text,
    value numeric,
    unit text,
    state text,
    is_loss boolean,
    good_from numeric,
    warn_from numeric,
    month date,
    definition text,
    source text
)
language sql
stable
begin atomic
    with months as materialized (
        select
            m.*,
            row_number() over (order by m.month desc) as age
        from
            analytics.mrr_movements(
                as_of => health_indicators.as_of,
                known_at => health_indicators.known_at,
                currency => health_indicators.currency
            ) as m
        where not m.is_partial
    ),

    -- A quarter for what differs much from month to month.
    series as (
        select
            max(m.month) as month,
            sum(m.new_mrr + m.reactivation_mrr + m.expansion_mrr) filter (where m.age <= 3)
            / nullif(sum(m.contraction_mrr + m.churn_mrr) filter (where m.age <= 3), 0)
                as quick_ratio,
            max(m.nrr_t12m) filter (where m.age = 1) as nrr,
            max(m.grr_t12m) filter (where m.age = 1) as grr,
            sum(m.contraction_mrr + m.churn_mrr) filter (where m.age <= 3)
            / nullif(sum(m.mrr_start) filter (where m.age <= 3), 0) as gross_mrr_churn,
            sum(m.churn_n) filter (where m.age <= 3)
            / nullif(sum(m.customers_start) filter (where m.age <= 3), 0) as customer_churn,
            max(m.arpa) filter (where m.age = 1)
            / nullif(max(m.arpa) filter (where m.age = 13), 0) - 1 as arpa_growth,
            max(m.customers_start) filter (where m.age = 1) as customers_start
        from months as m
    ),

    arrears as (
        select count(distinct v.organization_id) as customers
        from series as s
        inner join billing.subscription_versions as v
            on v.valid_during && tstzrange(
                s.month::timestamp at time zone 'UTC',
                (s.month + interval '1 month') at time zone 'UTC'
            )
        inner join identity.organizations as o on v.organization_id = o.id
        where
            v.status = 'past_due'
            and v.net_arr_cents > 0
            and v.known_during @> health_indicators.known_at
            and v.currency = coalesce(
                health_indicators.currency, util.setting('default_currency')
            )
            and not o.is_sandbox
    ),

    trials as (
        select sum(t.converted_in_window_matured) / nullif(sum(t.matured), 0) as conversion
        from (
            select c.*
            from
                analytics.trial_conversion(
                    health_indicators.as_of, health_indicators.known_at
                ) as c
            where c.matured > 0
            order by c.month desc
            limit 3
        ) as t
    ),

    economics as (
        select
            u.ltv_cac,
            u.payback_months
        from
            analytics.unit_economics(
                health_indicators.as_of, health_indicators.known_at, health_indicators.currency
            ) as u
        order by u.month desc
        limit 1
    )

    select
        i.code,
        i.title,
        i.value,
        i.unit,
        case
            when i.value is null then 'unknown'
            when t.is_loss and i.value <= t.good_from then 'good'
            when t.is_loss and i.value <= t.warn_from then 'warn'
            when not t.is_loss and i.value >= t.good_from then 'good'
            when not t.is_loss and i.value >= t.warn_from then 'warn'
            else 'bad'
        end as state,
        t.is_loss,
        t.good_from,
        t.warn_from,
        i.month,
        i.definition,
        t.source
    from series as s
    cross join arrears as a
    cross join trials as r
    left join economics as e on true
    cross join
        lateral (
            values
            (
                1, 'quick_ratio', 'Quick ratio', 'times', s.month, s.quick_ratio,
                'MRR gained (new, reactivation, expansion) over MRR lost (churn, '
                || 'contraction) in the '
                || 'last three complete months.'
            ),
            (
                2, 'nrr', 'Net revenue retention', 'share', s.month, s.nrr,
                'What those who paid twelve months before pay at the close of the last complete '
                || 'month, over what they paid then.'
            ),
            (
                3, 'grr', 'Gross revenue retention', 'share', s.month, s.grr,
                'As net revenue retention, without what anybody pays more than then.'
            ),
            (
                4, 'gross_mrr_churn', 'Gross MRR churn', 'share', s.month, s.gross_mrr_churn,
                'MRR lost (churn, contraction) a month over MRR at the start of each, in the last '
                || 'three complete months.'
            ),
            (
                5, 'customer_churn', 'Customer churn', 'share', s.month, s.customer_churn,
                'Customers lost a month over customers at the start of each, in the last three '
                || 'complete months.'
            ),
            (
                6, 'arpa_growth', 'ARPA growth', 'share', s.month, s.arpa_growth,
                'Average revenue per account at the close of the last complete month, '
                || 'beside a year '
                || 'before.'
            ),
            (
                7, 'trial_conversion', 'Trial conversion', 'share', s.month, r.conversion,
                'Trials that were paid for within 30 days, of all that have had them, in the last '
                || 'three months with any such trial. In all currencies.'
            ),
            (
                8, 'payment_failures', 'Failed payments', 'share', s.month,
                a.customers / nullif(s.customers_start, 0)::numeric,
                'Customers whose charge had failed or whose transfer was overdue at any '
                || 'time of the '
                || 'last complete month, over customers at its start.'
            ),
            (
                9, 'ltv_cac', 'LTV to CAC', 'times', s.month, e.ltv_cac,
                'Lifetime value of a customer over the cost of winning one, in the last complete '
                || 'month.'
            ),
            (
                10, 'payback_months', 'CAC payback', 'months', s.month, e.payback_months,
                'Months until a customer has paid back, after the gross margin, what it '
                || 'cost to win '
                || 'one in the last complete month.'
            )
        ) as i (place, code, title, unit, month, value, definition)
    inner join analytics.health_thresholds as t on i.code = t.code
    order by i.place;
end;

comment on function analytics.health_indicators(date, timestamptz, text) is
$$Whether the business is well, by figures with thresholds

Ten rows: a figure as of the last complete month (month), its unit (share, times or months), and its
state: good from good_from on, warn from warn_from on, otherwise bad; where is_loss, less is better.
unknown is what cannot be said yet (value null). definition says what is divided by what, source
where the thresholds come from, which are those of today, whatever as_of.

Example: nrr, 1.04, share, warn, good_from 1.1, warn_from 1.$$;

grant select on analytics.health_thresholds to platform_admin, analyst;
grant execute on function analytics.health_indicators(date, timestamptz, text)
to platform_admin, analyst;
