create function analytics.range_cohorts(
    from_date date default null,
    as_of date default (util.now() at time zone 'UTC')::date,
    earlier_from date default null,
    earlier_as_of date default null,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    age integer,
    cohorts bigint,
    customers bigint,
    logo_retention numeric,
    revenue_retention numeric,
    earlier_cohorts bigint,
    earlier_customers bigint,
    earlier_logo_retention numeric,
    earlier_revenue_retention numeric
)
language sql
stable
begin atomic
    with ages as (
        select
            r.is_earlier,
            c.age,
            count(*) as cohorts,
            sum(c.cohort_size)::bigint as customers,
            sum(c.active) / sum(c.cohort_size) as logo_retention,
            sum(c.mrr) / sum(c.cohort_base_mrr) as revenue_retention
        from (
            values
            (false, range_cohorts.from_date, range_cohorts.as_of),
            (true, range_cohorts.earlier_from, range_cohorts.earlier_as_of)
        ) as r (is_earlier, from_date, as_of)
        cross join
            lateral analytics.cohort_retention(
                r.as_of, range_cohorts.known_at, range_cohorts.currency
            ) as c
        where
            r.as_of is not null
            and coalesce(date_trunc('month', r.from_date::timestamp) <= c.cohort, true)
            -- Who may still leave in the month has not stayed for it.
            and not c.is_partial
        group by r.is_earlier, c.age
    )

    select
        n.age,
        n.cohorts,
        n.customers,
        n.logo_retention,
        n.revenue_retention,
        e.cohorts as earlier_cohorts,
        e.customers as earlier_customers,
        e.logo_retention as earlier_logo_retention,
        e.revenue_retention as earlier_revenue_retention
    from ages as n
    left join ages as e on n.age = e.age and e.is_earlier
    where not n.is_earlier
    order by n.age;
end;

comment on function analytics.range_cohorts(date, date, date, date, timestamptz, text) is
$$How many stay so many months, of all who came in a range, beside an earlier one

Cohorts cannot be set beside one another place by place: each has its own customers. What can be
compared is how all cohorts of one range kept theirs with how those of another did. The ranges are
those of range_figures. For each age in months: how many cohorts have reached it (cohorts), how many
customers they began with, and the share of those, and of their first MRR, that is left. Every
customer weighs the same, and a month that is not over is left out. earlier_… is of the earlier
range, null where it has none of the age.

Example: cohorts of 10 and 30 customers of whom 8 and 18 pay after a month: age 1, cohorts 2,
customers 40, logo_retention 0.65.$$;

grant execute on function analytics.range_cohorts(date, date, date, date, timestamptz, text)
to platform_admin, analyst;
