create function analytics.sum_cohorts(
    as_of date, known_at timestamptz, currency text, organization_ids uuid[] default null
)
returns setof analytics.cohort_totals
language sql
stable
begin atomic
    select
        sum_cohorts.currency,
        date_trunc('month', c.first_paid_on::timestamp)::date as cohort_on,
        date_trunc('month', c.day::timestamp)::date as month_on,
        count(*) as change_n,
        sum(c.delta_arr)::bigint as delta_arr,
        count(*) filter (where c.kind in ('new', 'reactivation'))
        - count(*) filter (where c.kind = 'churn') as delta_n,
        count(*) filter (where c.kind = 'new') as new_n,
        coalesce(sum(c.first_arr) filter (where c.kind = 'new'), 0)::bigint as base_arr
    from
        analytics.mrr_changes(
            sum_cohorts.as_of,
            sum_cohorts.known_at,
            sum_cohorts.currency,
            sum_cohorts.organization_ids
        ) as c
    group by
        date_trunc('month', c.first_paid_on::timestamp)::date,
        date_trunc('month', c.day::timestamp)::date;
end;

comment on function analytics.sum_cohorts(date, timestamptz, text, uuid[]) is
$$What cohort_retention adds up, computed from the ledger

One row for each cohort and month with a change: sums over the changes of all customers, or of those
of organization_ids. …_arr are annualised cents.$$;

grant execute on function analytics.sum_cohorts(date, timestamptz, text, uuid[])
to platform_admin, analyst;
