create function analytics.total_departures(as_of date, known_at timestamptz, currency text)
returns setof analytics.departure_totals
language plpgsql
stable
set search_path = ''
-- Whether there are organization_ids decides how the ledger is best read.
set plan_cache_mode = force_custom_plan
as $$
declare
    v_known_at timestamptz;
    v_changed_ids uuid[];
begin
    select b.known_at, b.changed_ids
    into v_known_at, v_changed_ids
    from analytics.totals_basis(
        'month', total_departures.as_of, total_departures.known_at, total_departures.currency
    ) as b;

    if not found then
        return query
        select s.*
        from analytics.sum_departures(
            total_departures.as_of, total_departures.known_at, total_departures.currency
        ) as s;
        return;
    end if;

    return query
    with parts as (
        select
            1 as sign,
            t.*
        from analytics.departure_totals as t
        where
            t.currency = total_departures.currency
            and t.month_on <= total_departures.as_of
        union all
        select
            -1,
            b.*
        from analytics.sum_departures(
            total_departures.as_of, v_known_at, total_departures.currency, v_changed_ids
        ) as b
        where v_changed_ids is not null
        union all
        select
            1,
            a.*
        from analytics.sum_departures(
            total_departures.as_of, total_departures.known_at, total_departures.currency, v_changed_ids
        ) as a
        where v_changed_ids is not null
    )

    select
        total_departures.currency,
        p.month_on,
        p.reason,
        p.is_voluntary,
        sum(p.sign * p.customer_n)::bigint as customer_n,
        sum(p.sign * p.arr)::bigint as arr
    from parts as p
    group by p.month_on, p.reason, p.is_voluntary
    having sum(p.sign * p.customer_n) <> 0;
end
$$;

comment on function analytics.total_departures(date, timestamptz, text) is
$$What sum_departures returns, from the totals where they can be used

As total_periods does it for sum_departures.$$;

grant select on analytics.departure_totals to platform_admin, analyst;
grant execute on function analytics.total_departures(date, timestamptz, text)
to platform_admin, analyst;
