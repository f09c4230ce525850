create function analytics.churn(
    from_date date default null,
    to_date date default null,
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    month date,
    customers_start bigint,
    churned bigint,
    customer_churn numeric,
    voluntary_n bigint,
    involuntary_n bigint,
    churn_mrr numeric,
    gross_mrr_churn numeric,
    net_mrr_churn numeric
)
language sql
stable
begin atomic
    select
        m.month,
        m.customers_start,
        m.churn_n as churned,
        m.customer_churn,
        m.churn_n - coalesce(i.n, 0) as voluntary_n,
        coalesce(i.n, 0) as involuntary_n,
        m.churn_mrr,
        m.gross_mrr_churn,
        m.net_mrr_churn
    from
        analytics.mrr_movements(
            churn.from_date, churn.to_date, 'month', churn.as_of, churn.known_at, churn.currency
        ) as m
    left join (
        select
            d.month_on as month,
            sum(d.customer_n)::bigint as n
        from
            analytics.total_departures(
                churn.as_of,
                churn.known_at,
                coalesce(churn.currency, util.setting('default_currency'))
            ) as d
        where not d.is_voluntary
        group by d.month_on
    ) as i on m.month = i.month
    order by m.month;
end;

comment on function analytics.churn(date, date, date, timestamptz, text) is
$$Customers and revenue lost, month by month

From close to close, as in mrr_movements, where the rates are defined. A customer is lost at the
effective end, not when notice is given; losing one of two subscriptions is contraction.
involuntary_n are those who did not choose to go (dunning ended, payment failed or was disputed,
suspended by the staff), voluntary_n all others.

Example: of 20 customers at the start one cancels and one is suspended when dunning ends: churned
2, customer_churn 0.1, voluntary_n 1, involuntary_n 1.$$;

grant execute on function analytics.churn(date, date, date, timestamptz, text)
to platform_admin, analyst;

create view analytics.churn
with (security_invoker = true)
as
select
    c.month,
    c.customers_start,
    c.churned,
    c.customer_churn,
    c.voluntary_n,
    c.involuntary_n,
    c.churn_mrr,
    c.gross_mrr_churn,
    c.net_mrr_churn
from analytics.churn() as c;

comment on view analytics.churn is
$$Customers and revenue lost, month by month, as of today

The function of this name with nothing given.$$;

grant select on analytics.churn to platform_admin, analyst;
