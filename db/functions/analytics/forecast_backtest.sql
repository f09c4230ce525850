create function analytics.forecast_backtest(
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    origin date,
    month date,
    horizon integer,
    forecast_mrr numeric,
    actual_mrr numeric,
    error numeric,
    is_in_80 boolean,
    is_in_95 boolean,
    made_at timestamptz
)
language sql
stable
begin atomic
    select
        f.origin_on as origin,
        m.month,
        f.horizon,
        f.mrr as forecast_mrr,
        m.mrr_end as actual_mrr,
        (f.mrr - m.mrr_end) / nullif(m.mrr_end, 0) as error,
        m.mrr_end between f.lo80 and f.hi80 as is_in_80,
        m.mrr_end between f.lo95 and f.hi95 as is_in_95,
        f.made_at
    from analytics.forecasts as f
    inner join analytics.mrr_movements(
        as_of => forecast_backtest.as_of,
        known_at => forecast_backtest.known_at,
        currency => forecast_backtest.currency
    ) as m on f.month_on = m.month
    where
        f.currency = coalesce(forecast_backtest.currency, util.setting('default_currency'))
        and not m.is_partial
    order by f.origin_on, f.horizon;
end;

comment on function analytics.forecast_backtest(date, timestamptz, text) is
$$Stored forecasts beside what came

One row for each stored forecast of a month that is over: error is (forecast - actual) / actual,
and is_in_80 and is_in_95 say whether the actual MRR fell into the band. Money is MRR in cents.

Example: select horizon, percentile_cont(0.5) within group (order by abs(error)) from
analytics.forecast_backtest() group by horizon is the median error of each horizon.$$;

grant select on analytics.forecasts to platform_admin, analyst;
grant execute on function analytics.forecast_backtest(date, timestamptz, text)
to platform_admin, analyst;
