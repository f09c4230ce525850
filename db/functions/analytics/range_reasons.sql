create function analytics.range_reasons(
    from_date date default null,
    as_of date default (util.now() at time zone 'UTC')::date,
    earlier_from date default null,
    earlier_as_of date default null,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    reason text,
    customers bigint,
    share numeric,
    mrr numeric,
    earlier_customers bigint,
    earlier_share numeric,
    earlier_mrr numeric
)
language sql
stable
begin atomic
    with reasons as (
        select
            c.reason,
            coalesce(sum(c.customers) filter (where not r.is_earlier), 0)::bigint as customers,
            coalesce(sum(c.mrr) filter (where not r.is_earlier), 0) as mrr,
            coalesce(sum(c.customers) filter (where r.is_earlier), 0)::bigint as earlier_customers,
            coalesce(sum(c.mrr) filter (where r.is_earlier), 0) as earlier_mrr
        from (
            values
            (false, range_reasons.from_date, range_reasons.as_of),
            (true, range_reasons.earlier_from, range_reasons.earlier_as_of)
        ) as r (is_earlier, from_date, as_of)
        cross join
            lateral analytics.cancellation_reasons(
                r.as_of, range_reasons.known_at, range_reasons.currency
            ) as c
        where
            r.as_of is not null
            and coalesce(date_trunc('month', r.from_date::timestamp) <= c.month, true)
        group by c.reason
    )

    select
        r.reason,
        r.customers,
        r.customers / nullif(sum(r.customers) over (), 0) as share,
        r.mrr,
        case when range_reasons.earlier_as_of is not null then r.earlier_customers end
            as earlier_customers,
        r.earlier_customers / nullif(sum(r.earlier_customers) over (), 0) as earlier_share,
        case when range_reasons.earlier_as_of is not null then r.earlier_mrr end as earlier_mrr
    from reasons as r
    order by r.customers desc, r.mrr desc, r.reason asc;
end;

comment on function analytics.range_reasons(date, date, date, date, timestamptz, text) is
$$Why customers were lost in a range of months, beside an earlier one

The ranges are those of range_figures. One row for each reason that cancellation_reasons has in
either: how many customers, their share of all that were lost in the range, and their MRR in cents;
earlier_… of the earlier range, null without one. The commonest is first.

Example: too_expensive, 6 customers, share 0.5, mrr 29400, earlier_customers 3.$$;

grant execute on function analytics.range_reasons(date, date, date, date, timestamptz, text)
to platform_admin, analyst;
