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
        (h.last_month + p.horizon * interval '1 month')::date as month,
        p.horizon,
        p.mrr,
        p.lo80,
        p.hi80,
        p.lo95,
        p.hi95,
        h.count < 12 as is_low_confidence
    from (
        select
            count(*) as count,
            max(m.month) as last_month,
            (array_agg(m.mrr_end order by m.month desc))[1] as mrr,
            array_agg(m.mrr_start order by m.month) as starts,
            array_agg(m.churn_mrr + m.contraction_mrr order by m.month) as losses,
            array_agg(m.expansion_mrr order by m.month) as expansions,
            array_agg(m.new_mrr + m.reactivation_mrr order by m.month) as inflows
        from
            analytics.mrr_movements(
                as_of => forecast_bands.as_of,
                known_at => forecast_bands.known_at,
                currency => forecast_bands.currency
            ) as m
        where not m.is_partial
    ) as h
    cross join
        lateral analytics.project_mrr(
            h.mrr, h.starts, h.losses, h.expansions, h.inflows, forecast_bands.months,
            h.last_month::text
        ) as p
    where h.count >= 3
    order by p.horizon;
end;

comment on function analytics.forecast_bands(integer, date, timestamptz, text) is
$$The forecast, or nothing where there is too little history

As forecast, but without rows instead of a refusal when fewer than three months are complete.$$;

grant execute on function analytics.forecast_bands(integer, date, timestamptz, text)
to platform_admin, analyst;
