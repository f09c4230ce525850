create function analytics.forecast(
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
language plpgsql
stable
security definer -- raises with a function of a schema that analysts cannot enter
set search_path = ''
as $$
begin
    if coalesce(forecast.months not between 1 and 36, true) then
        perform util.fail(
            400, 'invalid_argument', 'A forecast is for 1 to 36 months',
            jsonb_build_object('argument', 'months', 'value', forecast.months)
        );
    end if;

    return query
    select b.*
    from analytics.forecast_bands(
        forecast.months, forecast.as_of, forecast.known_at, forecast.currency
    ) as b;

    if not found then
        perform util.fail(
            409, 'history_too_short', 'A forecast needs three complete months of revenue'
        );
    end if;
end
$$;

comment on function analytics.forecast(integer, date, timestamptz, text) is
$$MRR of the next months, if the last twelve repeat

From the last complete month on: month and horizon (how many months after it), the point (mrr) and
bands that hold 80 and 95 % of simulated paths, in cents of MRR. The model is that of project_mrr:
rates of the last six complete months, never compound growth of the total. is_low_confidence marks
a forecast from fewer than twelve complete months; below three it is refused (409
history_too_short). How well it did before stands in forecast_backtest.

Example: the last complete month ended with 1000.00; in six months 5 % was lost, 3 % grown and
100.00 a month came in: horizon 1 is 1080.00, horizon 2 1158.40.$$;

grant execute on function analytics.forecast(integer, date, timestamptz, text)
to platform_admin, analyst;
