create function analytics.sum_departures(
    as_of date, known_at timestamptz, currency text, organization_ids uuid[] default null
)
returns setof analytics.departure_totals
language sql
stable
begin atomic
    select
        sum_departures.currency,
        d.period as month_on,
        d.reason,
        d.is_voluntary,
        count(*) as customer_n,
        sum(d.arr)::bigint as arr
    from
        analytics.departures(
            sum_departures.as_of,
            sum_departures.known_at,
            sum_departures.currency,
            sum_departures.organization_ids
        ) as d
    group by d.period, d.reason, d.is_voluntary;
end;

comment on function analytics.sum_departures(date, timestamptz, text, uuid[]) is
$$What churn and cancellation_reasons add up, computed from the ledger

One row for each month and reason: how many of all customers, or of those of organization_ids, were
lost, and what they had paid, in annualised cents.$$;

grant execute on function analytics.sum_departures(date, timestamptz, text, uuid[])
to platform_admin, analyst;
