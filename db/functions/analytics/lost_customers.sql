create function analytics.lost_customers(
    from_date date default null,
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    organization_id uuid,
    name text,
    month date,
    day date,
    reason text,
    is_voluntary boolean,
    mrr numeric
)
language sql
stable
begin atomic
    select
        d.organization_id,
        coalesce(o.name, o.customer_id) as name,
        d.period as month,
        d.day,
        d.reason,
        d.is_voluntary,
        analytics.per_month(d.arr) as mrr
    from
        analytics.departures(
            lost_customers.as_of, lost_customers.known_at, lost_customers.currency
        ) as d
    inner join analytics.organizations as o on d.organization_id = o.organization_id
    where
        coalesce(date_trunc('month', lost_customers.from_date::timestamp) <= d.period, true)
    order by d.period desc, d.arr desc, name asc, d.organization_id asc;
end;

comment on function analytics.lost_customers(date, date, timestamptz, text) is
$$The customers behind churn and its reasons

The rows of departures from the month of from_date on, with names: mrr is what each paid at the close
before, in cents. Of a month and a reason they are as many, and their mrr adds up to as much, as
cancellation_reasons says; of a reason in the whole range, as range_reasons does.

Example: Acme, month 2026-05-01, day 2026-05-20, too_expensive, voluntary, mrr 19900.$$;

grant execute on function analytics.lost_customers(date, date, timestamptz, text)
to platform_admin, analyst;
