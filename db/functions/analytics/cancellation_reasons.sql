create function analytics.cancellation_reasons(
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (month date, reason text, customers bigint, mrr numeric)
language sql
stable
begin atomic
    select
        d.month_on as month,
        d.reason,
        sum(d.customer_n)::bigint as customers,
        analytics.per_month(sum(d.arr)) as mrr
    from
        analytics.total_departures(
            cancellation_reasons.as_of,
            cancellation_reasons.known_at,
            coalesce(cancellation_reasons.currency, util.setting('default_currency'))
        ) as d
    group by d.month_on, d.reason
    order by d.month_on, d.reason;
end;

comment on function analytics.cancellation_reasons(date, timestamptz, text) is
$$Why customers were lost, month by month

The customers that churn counts, by the reason of departures; mrr is what they paid at the close
before, in cents. The sum over a month's reasons is that month's churn.

Example: 2026-05-01, dunning, 2 customers, 9800.$$;

grant execute on function analytics.cancellation_reasons(date, timestamptz, text)
to platform_admin, analyst;

create view analytics.cancellation_reasons
with (security_invoker = true)
as
select
    c.month,
    c.reason,
    c.customers,
    c.mrr
from analytics.cancellation_reasons() as c;

comment on view analytics.cancellation_reasons is
$$Why customers were lost, month by month, as of today

The function of this name with nothing given.$$;

grant select on analytics.cancellation_reasons to platform_admin, analyst;
