create function analytics.forecast_basis(as_of date, known_at timestamptz, currency text)
returns table (
    month_n bigint,
    last_month date,
    mrr numeric,
    starts numeric[],
    losses numeric[],
    expansions numeric[],
    inflows numeric[],
    basis text
)
language sql
stable
begin atomic
    select
        h.*,
        -- The function counts as well: a deploy creates it anew, maybe another one.
        concat_ws(
            ';',
            'analytics.project_mrr'::regproc::oid,
            h.last_month,
            h.mrr,
            h.starts,
            h.losses,
            h.expansions,
            h.inflows
        ) as basis
    from (
        select
            count(*) as month_n,
            max(m.month) as last_month,
            (array_agg(m.mrr_end order by m.month desc))[1] as mrr,
            array_agg(m.mrr_start order by m.month) as starts,
            array_agg(m.churn_mrr + m.contraction_mrr order by m.month) as losses,
            array_agg(m.expansion_mrr order by m.month) as expansions,
            array_agg(m.new_mrr + m.reactivation_mrr order by m.month) as inflows
        from
            analytics.mrr_movements(
                as_of => forecast_basis.as_of,
                known_at => forecast_basis.known_at,
                currency => forecast_basis.currency
            ) as m
        where not m.is_partial
    ) as h
    where h.month_n >= 3;
end;

comment on function analytics.forecast_basis(date, timestamptz, text) is
$$What a forecast is made from: the complete months up to as_of

One row, or none below three complete months. The arrays are what project_mrr takes, oldest first;
basis is all of it in one text: where it is the same, so is the projection.$$;

grant execute on function analytics.forecast_basis(date, timestamptz, text)
to platform_admin, analyst;
