create function analytics.store_forecasts()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_count bigint;
begin
    insert into analytics.forecasts (
        currency, origin_on, horizon, month_on, mrr, lo80, hi80, lo95, hi95, is_low_confidence,
        made_at
    )
    select
        o.currency,
        o.origin_on,
        b.horizon,
        b.month,
        b.mrr,
        b.lo80,
        b.hi80,
        b.lo95,
        b.hi95,
        b.is_low_confidence,
        util.now()
    from (
        select
            c.currency,
            m.origin::date as origin_on
        from (
            select distinct v.currency
            from billing.subscription_versions as v
            where v.net_arr_cents > 0
        ) as c
        cross join generate_series(
            date_trunc('month', util.now() at time zone 'UTC') - interval '24 months',
            date_trunc('month', util.now() at time zone 'UTC') - interval '1 month',
            interval '1 month'
        ) as m (origin)
    ) as o
    cross join lateral analytics.forecast_bands(
        12, (o.origin_on + interval '1 month')::date - 1, util.now(), o.currency
    ) as b
    where not exists (
        select from analytics.forecasts as f
        where f.currency = o.currency and f.origin_on = o.origin_on
    );
    get diagnostics v_count = row_count;
    return v_count;
end
$$;

comment on function analytics.store_forecasts() is
$$Job: keeps the forecast of every complete month

For each currency and each of the last 24 complete months that has none yet, twelve months ahead;
for months long past from what is known now about the time before. What is stored never changes.
Returns how many rows were added.$$;
