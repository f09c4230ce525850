create function analytics.forecast_bands(
    months integer default 12,
    as_of date default (util.now() at time zone 'UTC')::date,
    known_at timestamptz default util.now(),
    currency text default null
)
returns table (
    month date,
    horizon integer,
    mrr numeric,
    lo80 numeric,
    hi80 numeric,
    lo95 numeric,
    hi95 numeric,
    is_low_confidence boolean
)
language sql
stable
begin atomic
    select
        (b.last_month + p.horizon * interval '1 month')::date as month,
        p.horizon,
        p.mrr,
        p.lo80,
        p.hi80,
        p.lo95,
        p.hi95,
        b.month_n < 12 as is_low_confidence
    from
        analytics.forecast_basis(
            forecast_bands.as_of, forecast_bands.known_at, forecast_bands.currency
        ) as b
    left join analytics.projections as k
        on
            b.basis = k.basis
            and k.currency = coalesce(forecast_bands.currency, util.setting('default_currency'))
            and k.horizon = forecast_bands.months
    cross join
        lateral (
            select
                r.horizon,
                r.mrr,
                r.lo80,
                r.hi80,
                r.lo95,
                r.hi95
            from analytics.projections as r
            where r.currency = k.currency and r.horizon <= k.horizon
            union all
            select c.*
            from
                analytics.project_mrr(
                    b.mrr, b.starts, b.losses, b.expansions, b.inflows, forecast_bands.months,
                    b.last_month::text
                ) as c
            where k.horizon is null
        ) as p
    order by p.horizon;
end;

comment on function analytics.forecast_bands(integer, date, timestamptz, text) is
$$The forecast, or nothing where there is too little history

As forecast, but without rows instead of a refusal when fewer than three months are complete. What
was projected from the same months when the totals were refreshed is not simulated again.$$;

grant select on analytics.projections to platform_admin, analyst;
grant execute on function analytics.forecast_bands(integer, date, timestamptz, text)
to platform_admin, analyst;
