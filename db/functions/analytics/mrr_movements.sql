create function analytics.mrr_movements(
    from_date date default null,
    to_date date default null,
    grain text default 'month',
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    month date,
    close_day date,
    is_partial boolean,
    mrr_start numeric,
    new_mrr numeric,
    reactivation_mrr numeric,
    expansion_mrr numeric,
    contraction_mrr numeric,
    churn_mrr numeric,
    mrr_end numeric,
    customers_start bigint,
    new_n bigint,
    reactivation_n bigint,
    expansion_n bigint,
    contraction_n bigint,
    churn_n bigint,
    customers_end bigint,
    led_new_mrr numeric,
    led_reactivation_mrr numeric,
    led_expansion_mrr numeric,
    led_contraction_mrr numeric,
    led_churn_mrr numeric,
    led_new_n bigint,
    led_reactivation_n bigint,
    led_expansion_n bigint,
    led_contraction_n bigint,
    led_churn_n bigint,
    arr numeric,
    arpa numeric,
    customer_churn numeric,
    gross_mrr_churn numeric,
    grr numeric,
    nrr numeric,
    net_mrr_churn numeric,
    net_mrr_churn_incl_react numeric,
    quick_ratio numeric,
    nrr_t12m numeric,
    grr_t12m numeric
)
language sql
stable
begin atomic
    with terms as materialized (
        select
            g.grain,
            ('1 ' || g.grain)::interval as step
        from (select analytics.require_grain(mrr_movements.grain) as grain) as g
    ),

    totals as materialized (
        select p.*
        from terms as t
        cross join lateral analytics.total_periods(
            t.grain,
            mrr_movements.as_of,
            mrr_movements.known_at,
            coalesce(mrr_movements.currency, util.setting('default_currency'))
        ) as p
    ),

    calendar as (
        select
            d.day::date as period,
            (d.day + t.step)::date - 1 as ends_on
        from terms as t
        cross join generate_series(
            date_trunc(
                t.grain,
                -- A month without any change before the first of them has a row if it is asked for.
                least(
                    mrr_movements.from_date,
                    (
                        select min(s.period_on) from totals as s
                        where s.change_n > 0
                    )
                )::timestamp
            ),
            date_trunc(t.grain, mrr_movements.as_of::timestamp),
            t.step
        ) as d (day)
    ),

    series as (
        select
            c.period,
            least(c.ends_on, mrr_movements.as_of) as close_day,
            mrr_movements.as_of < c.ends_on as is_partial,
            sum(coalesce(s.delta_arr, 0)) over so_far as arr_end,
            sum(coalesce(s.delta_arr, 0)) over so_far - coalesce(s.delta_arr, 0) as arr_start,
            (sum(coalesce(s.new_n + s.reactivation_n - s.churn_n, 0)) over so_far)::bigint
                as customers_end,
            coalesce(s.new_arr, 0) as new_arr,
            coalesce(s.reactivation_arr, 0) as reactivation_arr,
            coalesce(s.expansion_arr, 0) as expansion_arr,
            coalesce(s.contraction_arr, 0) as contraction_arr,
            coalesce(s.churn_arr, 0) as churn_arr,
            coalesce(s.new_n, 0) as new_n,
            coalesce(s.reactivation_n, 0) as reactivation_n,
            coalesce(s.expansion_n, 0) as expansion_n,
            coalesce(s.contraction_n, 0) as contraction_n,
            coalesce(s.churn_n, 0) as churn_n,
            coalesce(s.led_new_arr, 0) as led_new_arr,
            coalesce(s.led_reactivation_arr, 0) as led_reactivation_arr,
            coalesce(s.led_expansion_arr, 0) as led_expansion_arr,
            coalesce(s.led_contraction_arr, 0) as led_contraction_arr,
            coalesce(s.led_churn_arr, 0) as led_churn_arr,
            coalesce(s.led_new_n, 0) as led_new_n,
            coalesce(s.led_reactivation_n, 0) as led_reactivation_n,
            coalesce(s.led_expansion_n, 0) as led_expansion_n,
            coalesce(s.led_contraction_n, 0) as led_contraction_n,
            coalesce(s.led_churn_n, 0) as led_churn_n,
            sum(coalesce(s.kept_arr, 0)) over so_far as kept_arr,
            sum(coalesce(s.held_arr, 0)) over so_far as held_arr,
            nullif(sum(coalesce(s.then_arr, 0)) over so_far, 0) as then_arr
        from calendar as c
        left join totals as s on c.period = s.period_on
        window so_far as (order by c.period)
    )

    select
        s.period as month,
        s.close_day,
        s.is_partial,
        analytics.per_month(s.arr_start) as mrr_start,
        analytics.per_month(s.new_arr) as new_mrr,
        analytics.per_month(s.reactivation_arr) as reactivation_mrr,
        analytics.per_month(s.expansion_arr) as expansion_mrr,
        analytics.per_month(s.contraction_arr) as contraction_mrr,
        analytics.per_month(s.churn_arr) as churn_mrr,
        analytics.per_month(s.arr_end) as mrr_end,
        s.customers_end - s.new_n - s.reactivation_n + s.churn_n as customers_start,
        s.new_n,
        s.reactivation_n,
        s.expansion_n,
        s.contraction_n,
        s.churn_n,
        s.customers_end,
        analytics.per_month(s.led_new_arr) as led_new_mrr,
        analytics.per_month(s.led_reactivation_arr) as led_reactivation_mrr,
        analytics.per_month(s.led_expansion_arr) as led_expansion_mrr,
        analytics.per_month(s.led_contraction_arr) as led_contraction_mrr,
        analytics.per_month(s.led_churn_arr) as led_churn_mrr,
        s.led_new_n,
        s.led_reactivation_n,
        s.led_expansion_n,
        s.led_contraction_n,
        s.led_churn_n,
        s.arr_end as arr,
        analytics.per_month(s.arr_end) / nullif(s.customers_end, 0) as arpa,
        s.churn_n::numeric
        / nullif(s.customers_end - s.new_n - s.reactivation_n + s.churn_n, 0) as customer_churn,
        (s.churn_arr + s.contraction_arr) / nullif(s.arr_start, 0) as gross_mrr_churn,
        1 - (s.churn_arr + s.contraction_arr) / nullif(s.arr_start, 0) as grr,
        1 + (s.expansion_arr - s.contraction_arr - s.churn_arr) / nullif(s.arr_start, 0) as nrr,
        (s.churn_arr + s.contraction_arr - s.expansion_arr)
        / nullif(s.arr_start, 0) as net_mrr_churn,
        (s.churn_arr + s.contraction_arr - s.expansion_arr - s.reactivation_arr)
        / nullif(s.arr_start, 0) as net_mrr_churn_incl_react,
        (s.new_arr + s.reactivation_arr + s.expansion_arr)::numeric
        / nullif(s.churn_arr + s.contraction_arr, 0) as quick_ratio,
        s.kept_arr / s.then_arr as nrr_t12m,
        s.held_arr / s.then_arr as grr_t12m
    from series as s
    cross join terms as t
    where
        s.period >= coalesce(
            date_trunc(t.grain, mrr_movements.from_date::timestamp)::date, s.period
        )
        and s.period <= coalesce(mrr_movements.to_date, s.period)
    order by s.period;
end;

comment on function analytics.mrr_movements(date, date, text, date, timestamptz, text) is
$$Revenue from period to period: what came, what went, and the rates

One row a month (or week, or day: grain), named by its first day; the first is that of the first
revenue ever, or of from_date. It closes on its last day, or on as_of if that comes first
(is_partial). Money is MRR in cents; arr is twelve times mrr_end.

Two bases, both of which add up: start + new + reactivation + expansion - contraction - churn =
end, in money and in customers. new_mrr … churn_n compare each customer's close with the close
before, one class each (see period_changes). led_… sum the ledger, day by day (see mrr_changes).
Losses are positive in their columns.

Rates are of the close-to-close basis, null when there was nothing at the start: customer_churn =
churn_n / customers_start; gross_mrr_churn = (churn + contraction) / start; grr = 1 -
gross_mrr_churn; nrr = (start + expansion - contraction - churn) / start, without new and
reactivation; net_mrr_churn = 1 - nrr; net_mrr_churn_incl_react also takes reactivation off;
quick_ratio = (new + reactivation + expansion) / (churn + contraction), null if nothing was lost;
nrr_t12m and grr_t12m follow those who paid a year ago (12 months, 52 weeks or 365 days): what
they pay now over what they paid then, and the smaller of the two over what they paid then; arpa =
mrr_end / customers_end.

Example: at the start 100.00 from two customers; one of 40.00 leaves, the other grows from 60.00
to 75.00, a new one pays 20.00. churn_mrr 4000, expansion_mrr 1500, new_mrr 2000, mrr_end 9500;
customer_churn 0.5, grr 0.6, nrr 0.75, quick_ratio 0.875.$$;

grant execute on function analytics.mrr_movements(date, date, text, date, timestamptz, text)
to platform_admin, analyst;

create view analytics.mrr_movements
with (security_invoker = true)
as
select m.* -- noqa: AM04
from analytics.mrr_movements() as m;

comment on view analytics.mrr_movements is
$$Revenue from month to month, as of today

The function of this name with nothing given.$$;

grant select on analytics.mrr_movements to platform_admin, analyst;
