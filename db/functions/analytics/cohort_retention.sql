-- Sums of changes by cohort and month, added up over the months of a cohort: as many rows as the
-- answer has, however many customers there are.
create function analytics.cohort_retention(
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    cohort date,
    age integer,
    month date,
    is_partial boolean,
    cohort_size bigint,
    cohort_base_mrr numeric,
    active bigint,
    mrr numeric,
    logo_retention numeric,
    revenue_retention numeric
)
language sql
stable
begin atomic
    with sums as materialized (
        select t.*
        from
            analytics.total_cohorts(
                cohort_retention.as_of,
                cohort_retention.known_at,
                coalesce(cohort_retention.currency, util.setting('default_currency'))
            ) as t
    ),

    series as (
        select
            k.cohort,
            m.month::date as month,
            k.size,
            k.base_arr,
            (sum(coalesce(s.delta_n, 0)) over so_far)::bigint as active,
            sum(coalesce(s.delta_arr, 0)) over so_far as arr
        from (
            select
                b.cohort_on as cohort,
                sum(b.new_n)::bigint as size,
                sum(b.base_arr) as base_arr
            from sums as b
            group by b.cohort_on
        ) as k
        cross join
            lateral generate_series(
                k.cohort::timestamp,
                date_trunc('month', cohort_retention.as_of::timestamp),
                interval '1 month'
            ) as m (month)
        left join sums as s on k.cohort = s.cohort_on and m.month = s.month_on
        window so_far as (partition by k.cohort order by m.month)
    )

    select
        s.cohort,
        (
            (extract(year from s.month) - extract(year from s.cohort)) * 12
            + extract(month from s.month) - extract(month from s.cohort)
        )::integer as age,
        s.month,
        cohort_retention.as_of < (s.month + interval '1 month')::date - 1 as is_partial,
        s.size as cohort_size,
        analytics.per_month(s.base_arr) as cohort_base_mrr,
        s.active,
        analytics.per_month(s.arr) as mrr,
        s.active::numeric / s.size as logo_retention,
        s.arr / s.base_arr as revenue_retention
    from series as s
    order by s.cohort, s.month;
end;

comment on function analytics.cohort_retention(date, timestamptz, text) is
$$What became of those who first paid in the same month

cohort is the calendar month of a customer's first paid day, cohort_size how many there are,
cohort_base_mrr what they paid on that first day. For each age in months: how many of them pay at
the close of that month (active), what they pay (mrr), and both over size and base. Age 0 is the
close of the first month: below 1 if some left within it, above if they grew. is_partial marks the
month of as_of while it is not over. Money is MRR in cents.

Example: two customers first pay 30.00 and 50.00 in May; in June the first is gone and the second
pays 60.00. Age 1: active 1, mrr 6000, logo_retention 0.5, revenue_retention 0.75.$$;

grant execute on function analytics.cohort_retention(date, timestamptz, text)
to platform_admin, analyst;

create view analytics.cohort_retention
with (security_invoker = true)
as
select
    c.cohort,
    c.age,
    c.month,
    c.is_partial,
    c.cohort_size,
    c.cohort_base_mrr,
    c.active,
    c.mrr,
    c.logo_retention,
    c.revenue_retention
from analytics.cohort_retention() as c;

comment on view analytics.cohort_retention is
$$What became of those who first paid in the same month, as of today

The function of this name with nothing given.$$;

grant select on analytics.cohort_retention to platform_admin, analyst;
