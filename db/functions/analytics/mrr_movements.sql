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
            ('1 ' || g.grain)::interval as step,
            case g.grain
                when 'month' then interval '12 months'
                when 'week' then interval '364 days'
                else interval '365 days'
            end as year
        from (select analytics.require_grain(mrr_movements.grain) as grain) as g
    ),

    changes as materialized (
        select c.*
        from analytics.period_changes(
            mrr_movements.grain, mrr_movements.as_of, mrr_movements.known_at, mrr_movements.currency
        ) as c
    ),

    sums as (
        select
            c.period,
            sum(c.delta_arr) as delta,
            sum(c.arr_after - c.close_before) filter (where c.close_kind = 'new') as new_arr,
            sum(c.arr_after - c.close_before)
            filter (where c.close_kind = 'reactivation') as reactivation_arr,
            sum(c.arr_after - c.close_before)
            filter (where c.close_kind = 'expansion') as expansion_arr,
            sum(c.close_before - c.arr_after)
            filter (where c.close_kind = 'contraction') as contraction_arr,
            sum(c.close_before - c.arr_after) filter (where c.close_kind = 'churn') as churn_arr,
            count(*) filter (where c.close_kind = 'new') as new_n,
            count(*) filter (where c.close_kind = 'reactivation') as reactivation_n,
            count(*) filter (where c.close_kind = 'expansion') as expansion_n,
            count(*) filter (where c.close_kind = 'contraction') as contraction_n,
            count(*) filter (where c.close_kind = 'churn') as churn_n,
            sum(c.delta_arr) filter (where c.kind = 'new') as led_new_arr,
            sum(c.delta_arr) filter (where c.kind = 'reactivation') as led_reactivation_arr,
            sum(c.delta_arr) filter (where c.kind = 'expansion') as led_expansion_arr,
            -sum(c.delta_arr) filter (where c.kind = 'contraction') as led_contraction_arr,
            -sum(c.delta_arr) filter (where c.kind = 'churn') as led_churn_arr,
            count(*) filter (where c.kind = 'new') as led_new_n,
            count(*) filter (where c.kind = 'reactivation') as led_reactivation_n,
            count(*) filter (where c.kind = 'expansion') as led_expansion_n,
            count(*) filter (where c.kind = 'contraction') as led_contraction_n,
            count(*) filter (where c.kind = 'churn') as led_churn_n
        from changes as c
        group by c.period
    ),

    -- Each customer beside itself a year ago: the changes, and once more a year later.
    pairs as (
        select
            e.organization_id,
            e.period,
            sum(sum(e.now_arr)) over so_far as now_arr,
            sum(sum(e.then_arr)) over so_far as then_arr
        from (
            select
                c.organization_id,
                c.period,
                c.arr_after - c.close_before as now_arr,
                0 as then_arr
            from changes as c
            where c.close_kind is not null
            union all
            select
                c.organization_id,
                (c.period + t.year)::date,
                0,
                c.arr_after - c.close_before
            from changes as c
            cross join terms as t
            where c.close_kind is not null and c.period + t.year <= mrr_movements.as_of
        ) as e
        group by e.organization_id, e.period
        window so_far as (
            partition by e.organization_id order by e.period rows unbounded preceding
        )
    ),

    retained as (
        select
            p.period,
            sum(p.kept - p.kept_before) as kept,
            sum(p.held - p.held_before) as held,
            sum(p.then_arr - p.then_before) as then_arr
        from (
            select
                s.period,
                s.then_arr,
                s.kept,
                s.held,
                lag(s.then_arr, 1, 0::numeric) over so_far as then_before,
                lag(s.kept, 1, 0::numeric) over so_far as kept_before,
                lag(s.held, 1, 0::numeric) over so_far as held_before
            from (
                select
                    a.*,
                    case when a.then_arr > 0 then a.now_arr else 0 end as kept,
                    least(a.now_arr, a.then_arr) as held
                from pairs as a
            ) as s
            window so_far as (partition by s.organization_id order by s.period)
        ) as p
        group by p.period
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
                least(mrr_movements.from_date, (select min(s.period) from sums as s))::timestamp
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
            sum(coalesce(s.delta, 0)) over so_far as arr_end,
            sum(coalesce(s.delta, 0)) over so_far - coalesce(s.delta, 0) as arr_start,
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
            sum(coalesce(r.kept, 0)) over so_far as kept,
            sum(coalesce(r.held, 0)) over so_far as held,
            nullif(sum(coalesce(r.then_arr, 0)) over so_far, 0) as then_arr
        from calendar as c
        left join sums as s on c.period = s.period
        left join retained as r on c.period = r.period
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
        (s.new_arr + s.reactivation_arr + s.expansion_arr)
        / nullif(s.churn_arr + s.contraction_arr, 0) as quick_ratio,
        s.kept / s.then_arr as nrr_t12m,
        s.held / s.then_arr as grr_t12m
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
