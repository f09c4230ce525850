create function analytics.total_breakdown(as_of date, known_at timestamptz, currency text)
returns setof analytics.breakdown_totals
language plpgsql
stable
set search_path = ''
-- Whether there are organization_ids decides how the history is best read.
set plan_cache_mode = force_custom_plan
as $$
declare
    v_known_at timestamptz;
    v_changed_ids uuid[];
begin
    -- They are of one day's close, and of no earlier one.
    select b.known_at, b.changed_ids
    into v_known_at, v_changed_ids
    from analytics.refreshes as r
    cross join analytics.totals_basis(
        'month', total_breakdown.as_of, total_breakdown.known_at, total_breakdown.currency
    ) as b
    where r.currency = total_breakdown.currency and r.through_on = total_breakdown.as_of;

    if not found then
        return query
        select s.*
        from analytics.sum_breakdown(
            total_breakdown.as_of, total_breakdown.known_at, total_breakdown.currency
        ) as s;
        return;
    end if;

    return query
    with parts as (
        select
            1 as sign,
            t.*
        from analytics.breakdown_totals as t
        where t.currency = total_breakdown.currency
        union all
        select
            -1,
            b.*
        from analytics.sum_breakdown(
            total_breakdown.as_of, v_known_at, total_breakdown.currency, v_changed_ids
        ) as b
        where v_changed_ids is not null
        union all
        select
            1,
            a.*
        from analytics.sum_breakdown(
            total_breakdown.as_of, total_breakdown.known_at, total_breakdown.currency, v_changed_ids
        ) as a
        where v_changed_ids is not null
    )

    select
        total_breakdown.currency,
        p.dimension,
        p.value,
        sum(p.sign * p.contract_n)::bigint as contract_n,
        sum(p.sign * p.customer_n)::bigint as customer_n,
        sum(p.sign * p.net_arr)::bigint as net_arr,
        sum(p.sign * p.list_arr)::bigint as list_arr,
        sum(p.sign * p.trial_arr)::bigint as trial_arr
    from parts as p
    group by p.dimension, p.value
    having sum(p.sign * p.contract_n) <> 0;
end
$$;

comment on function analytics.total_breakdown(date, timestamptz, text) is
$$What sum_breakdown returns, from the totals where they can be used

As total_periods does it for sum_breakdown; for the day of the refresh alone.$$;

grant select on analytics.breakdown_totals to platform_admin, analyst;
grant execute on function analytics.total_breakdown(date, timestamptz, text)
to platform_admin, analyst;
