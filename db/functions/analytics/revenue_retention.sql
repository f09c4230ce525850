create function analytics.revenue_retention(
    from_date date default null,
    to_date date default null,
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (month date, grr numeric, nrr numeric, grr_t12m numeric, nrr_t12m numeric)
language sql
stable
begin atomic
    select
        m.month,
        m.grr,
        m.nrr,
        m.grr_t12m,
        m.nrr_t12m
    from
        analytics.mrr_movements(
            revenue_retention.from_date,
            revenue_retention.to_date,
            'month',
            revenue_retention.as_of,
            revenue_retention.known_at,
            revenue_retention.currency
        ) as m
    order by m.month;
end;

comment on function analytics.revenue_retention(date, date, date, timestamptz, text) is
$$How much of the revenue stays

The four retention rates of mrr_movements, month by month: of those who paid at the close before
(grr, nrr) and of those who paid a year ago (grr_t12m, nrr_t12m). Gross counts losses only and is
never above 1, net counts growth as well; neither counts who is new or came back.

Example: who paid 100.00 a year ago pays 120.00 today, another 50.00 then and nothing now:
grr_t12m 0.666…, nrr_t12m 0.8.$$;

grant execute on function analytics.revenue_retention(date, date, date, timestamptz, text)
to platform_admin, analyst;

create view analytics.revenue_retention
with (security_invoker = true)
as
select
    r.month,
    r.grr,
    r.nrr,
    r.grr_t12m,
    r.nrr_t12m
from analytics.revenue_retention() as r;

comment on view analytics.revenue_retention is
$$How much of the revenue stays, as of today

The function of this name with nothing given.$$;

grant select on analytics.revenue_retention to platform_admin, analyst;
