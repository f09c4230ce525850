create function analytics.range_figures(
    from_date date default null,
    as_of date default (util.now() at time zone 'UTC')::date,
    earlier_from date default null,
    earlier_as_of date default null,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    topic text,
    code text,
    title text,
    unit text,
    is_loss boolean,
    value numeric,
    earlier numeric,
    change numeric,
    definition text
)
language sql
stable
begin atomic
    with ranges as (
        select
            r.is_earlier,
            r.as_of,
            coalesce(date_trunc('month', r.from_date::timestamp)::date, '-infinity') as first_month
        from (
            values
            (false, range_figures.from_date, range_figures.as_of),
            (true, range_figures.earlier_from, range_figures.earlier_as_of)
        ) as r (is_earlier, from_date, as_of)
        where r.as_of is not null
    ),

    trials as (
        select
            r.is_earlier,
            coalesce(sum(t.started), 0) as started,
            coalesce(sum(t.matured), 0) as matured,
            coalesce(sum(t.converted_in_window_matured), 0) as converted,
            coalesce(sum(t.converted_to_date), 0) as paid,
            sum(t.avg_days * t.converted_to_date) as days
        from ranges as r
        left join lateral analytics.trial_conversion(r.as_of, range_figures.known_at) as t
            on r.first_month <= t.month
        group by r.is_earlier
    ),

    losses as (
        select
            r.is_earlier,
            m.customers_start,
            m.churn_n,
            coalesce(d.involuntary_n, 0) as involuntary_n,
            m.mrr_start,
            m.churn_mrr,
            m.contraction_mrr,
            m.expansion_mrr
        from ranges as r
        cross join
            lateral (
                select
                    coalesce(sum(s.customers_start), 0) as customers_start,
                    coalesce(sum(s.churn_n), 0) as churn_n,
                    coalesce(sum(s.mrr_start), 0) as mrr_start,
                    coalesce(sum(s.churn_mrr), 0) as churn_mrr,
                    coalesce(sum(s.contraction_mrr), 0) as contraction_mrr,
                    coalesce(sum(s.expansion_mrr), 0) as expansion_mrr
                from
                    analytics.mrr_movements(
                        as_of => r.as_of,
                        known_at => range_figures.known_at,
                        currency => range_figures.currency
                    ) as s
                where r.first_month <= s.month
            ) as m
        cross join lateral (
            select sum(t.customer_n) as involuntary_n
            from
                analytics.total_departures(
                    r.as_of,
                    range_figures.known_at,
                    coalesce(range_figures.currency, util.setting('default_currency'))
                ) as t
            where not t.is_voluntary and r.first_month <= t.month_on
        ) as d
    ),

    economics as (
        select
            e.*,
            nullif(e.spend, 0) / nullif(e.won_by_spend, 0) as cac
        from (
            select
                r.is_earlier,
                sum(u.spend) as spend,
                coalesce(sum(u.new_customers), 0) as new_customers,
                -- Where it is not known what was spent, nobody was won by it.
                sum(u.new_customers) filter (where u.spend is not null) as won_by_spend,
                (array_agg(u.ltv order by u.month desc))[1] as ltv,
                (array_agg(u.arpa * u.gross_margin order by u.month desc))[1] as margin
            from ranges as r
            left join
                lateral analytics.unit_economics(
                    r.as_of, range_figures.known_at, range_figures.currency
                ) as u
                on r.first_month <= u.month
            group by r.is_earlier
        ) as e
    )

    select
        f.topic,
        f.code,
        f.title,
        f.unit,
        f.is_loss,
        max(f.value) filter (where not f.is_earlier) as value,
        max(f.value) filter (where f.is_earlier) as earlier,
        max(f.value) filter (where not f.is_earlier)
        - max(f.value) filter (where f.is_earlier) as change,
        f.definition
    from (
        select
            'trials' as topic,
            t.is_earlier,
            i.*
        from trials as t
        cross join
            lateral (
                values
                (
                    1, 'trials', 'Trials', 'count', false, t.started,
                    'Organizations whose trial began in the range. In all currencies.'
                ),
                (
                    2, 'trials_matured', 'Had their 30 days', 'count', false, t.matured,
                    'Those of them that began 30 days before its last day, or earlier.'
                ),
                (
                    3, 'trials_converted', 'Paid within 30 days', 'count', false, t.converted,
                    'Those of them who first paid within 30 days of the start of the trial.'
                ),
                (
                    4, 'trial_conversion', 'Trial conversion', 'share', false,
                    t.converted / nullif(t.matured, 0),
                    'Paid within 30 days, over trials that had their 30 days.'
                ),
                (
                    5, 'trials_paid', 'Paid by the last day', 'count', false, t.paid,
                    'All trials of the range that had paid by its last day, however late.'
                ),
                (
                    6, 'trials_paid_share', 'Paid of all', 'share', false,
                    t.paid / nullif(t.started, 0),
                    'Paid by the last day, over all trials of the range, those under way too.'
                ),
                (
                    7, 'days_to_pay', 'Days to pay', 'days', true, t.days / nullif(t.paid, 0),
                    'From the start of a trial to the first paid day, on average.'
                )
            ) as i (place, code, title, unit, is_loss, value, definition)
        union all
        select
            'churn',
            l.is_earlier,
            i.*
        from losses as l
        cross join
            lateral (
                values
                (
                    11, 'customers_lost', 'Customers lost', 'count', true, l.churn_n,
                    'Those who paid at one close, and nothing at the next.'
                ),
                (
                    12, 'lost_by_choice', 'Lost by choice', 'count', true,
                    l.churn_n - l.involuntary_n,
                    'Those of them who cancelled.'
                ),
                (
                    13, 'lost_not_by_choice', 'Not by choice', 'count', true, l.involuntary_n,
                    'Those whose payment failed or was disputed, or who were suspended.'
                ),
                (
                    14, 'mrr_lost', 'MRR lost', 'money', true, l.churn_mrr,
                    'What the customers lost had paid at the close before.'
                ),
                (
                    15, 'customer_churn', 'Customer churn a month', 'share', true,
                    l.churn_n / nullif(l.customers_start, 0),
                    'Customers lost, over the customers at the start of each month, added up.'
                ),
                (
                    16, 'gross_mrr_churn', 'Gross MRR churn a month', 'share', true,
                    (l.churn_mrr + l.contraction_mrr) / nullif(l.mrr_start, 0),
                    'MRR lost by churn and contraction, over the MRR at the start of each month, '
                    || 'added up.'
                ),
                (
                    17, 'net_mrr_churn', 'Net MRR churn a month', 'share', true,
                    (l.churn_mrr + l.contraction_mrr - l.expansion_mrr) / nullif(l.mrr_start, 0),
                    'As gross MRR churn, with expansion taken off: below nothing, those who '
                    || 'stayed grew by more than was lost.'
                )
            ) as i (place, code, title, unit, is_loss, value, definition)
        union all
        select
            'economics',
            e.is_earlier,
            i.*
        from economics as e
        cross join
            lateral (
                values
                (
                    21, 'ltv', 'Lifetime value', 'money', false, e.ltv,
                    'ARPA × gross margin ÷ customer churn of six months, of the last complete '
                    || 'month. Unknown where fewer than five customers were lost in them.'
                ),
                (
                    22, 'spend', 'Spent on acquisition', 'money', null, e.spend,
                    'In the complete months of the range.'
                ),
                (
                    23, 'new_customers', 'New customers', 'count', false, e.new_customers,
                    'In the complete months of the range: who pays for the first time.'
                ),
                (
                    24, 'cac', 'Cost of a customer', 'money', true, e.cac,
                    'What was spent on acquisition over the new customers of the same months.'
                ),
                (
                    25, 'ltv_cac', 'Value over cost', 'times', false, e.ltv / e.cac,
                    'Lifetime value over the cost of a customer.'
                ),
                (
                    26, 'payback_months', 'Payback', 'months', true,
                    e.cac / nullif(e.margin, 0),
                    'Cost of a customer, over what one brings in a month after the gross margin, '
                    || 'in the last complete month.'
                )
            ) as i (place, code, title, unit, is_loss, value, definition)
    ) as f
    group by f.place, f.topic, f.code, f.title, f.unit, f.is_loss, f.definition
    order by f.place;
end;

comment on function analytics.range_figures(date, date, date, date, timestamptz, text) is
$$A range of months in single figures, beside an earlier one

From the month of from_date (null is the first ever) to as_of, and from that of earlier_from to
earlier_as_of. Each range is as it stood at its own last day: nobody has had longer to pay, or to
leave, because the range is long ago. Both are as known at known_at. topic is trials, churn or
economics; value is of the range, earlier of the earlier one, null without, and change the
difference. unit is count, share, days, times, months or money, which is in cents; is_loss means that
less is better, null that neither is. Rates are of sums: what was lost in all months over what was
there at their starts. definition says what is divided by what.

Example: churn, customers_lost, 12, earlier 15, change -3.$$;

grant execute on function analytics.range_figures(date, date, date, date, timestamptz, text)
to platform_admin, analyst;
