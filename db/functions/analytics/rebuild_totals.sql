create function analytics.rebuild_totals(currency text, as_of date, known_at timestamptz)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_rows bigint;
    v_count bigint := 0::bigint;
begin
    delete from analytics.period_totals as t where t.currency = rebuild_totals.currency;
    delete from analytics.cohort_totals as t where t.currency = rebuild_totals.currency;
    delete from analytics.departure_totals as t where t.currency = rebuild_totals.currency;

    insert into analytics.period_totals
    select s.*
    from unnest(array['month', 'week', 'day']) as g (grain)
    cross join lateral analytics.sum_periods(
        g.grain, rebuild_totals.as_of, rebuild_totals.known_at, rebuild_totals.currency
    ) as s;
    get diagnostics v_rows = row_count;
    v_count = v_count + v_rows;

    insert into analytics.cohort_totals
    select s.*
    from analytics.sum_cohorts(
        rebuild_totals.as_of, rebuild_totals.known_at, rebuild_totals.currency
    ) as s;
    get diagnostics v_rows = row_count;
    v_count = v_count + v_rows;

    insert into analytics.departure_totals
    select s.*
    from analytics.sum_departures(
        rebuild_totals.as_of, rebuild_totals.known_at, rebuild_totals.currency
    ) as s;
    get diagnostics v_rows = row_count;
    v_count = v_count + v_rows;

    insert into analytics.refreshes as r (currency, through_on, known_at, refreshed_at, made_by)
    values (
        rebuild_totals.currency,
        rebuild_totals.as_of,
        rebuild_totals.known_at,
        util.wall_clock(),
        'analytics.mrr_changes'::regproc
    )
    on conflict on constraint refreshes_pkey do update
        set
            through_on = excluded.through_on,
            known_at = excluded.known_at,
            refreshed_at = excluded.refreshed_at,
            made_by = excluded.made_by;

    -- From the totals just written; as many months ahead as anybody may ask for.
    delete from analytics.projections as p where p.currency = rebuild_totals.currency;
    insert into analytics.projections (currency, basis, horizon, mrr, lo80, hi80, lo95, hi95)
    select
        rebuild_totals.currency,
        b.basis,
        p.*
    from
        analytics.forecast_basis(
            rebuild_totals.as_of, rebuild_totals.known_at, rebuild_totals.currency
        ) as b
    cross join lateral analytics.project_mrr(
        b.mrr, b.starts, b.losses, b.expansions, b.inflows, 36, b.last_month::text
    ) as p;
    get diagnostics v_rows = row_count;
    return v_count + v_rows;
end
$$;

comment on function analytics.rebuild_totals(text, date, timestamptz) is
$$Computes all totals of a currency anew, and the projection from them

From the history alone, up to as_of and as known at known_at. Nothing may be added afterwards to
what was known then: refresh_totals sees to that. Returns how many rows were written.$$;
