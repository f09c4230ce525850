create function analytics.total_cohorts(as_of date, known_at timestamptz, currency text)
returns setof analytics.cohort_totals
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
        'month', total_cohorts.as_of, total_cohorts.known_at, total_cohorts.currency
    ) as b;

    if not found then
        return query
        select s.*
        from analytics.sum_cohorts(
            total_cohorts.as_of, total_cohorts.known_at, total_cohorts.currency
        ) as s;
        return;
    end if;

    return query
    with parts as (
        select
            1 as sign,
            t.*
        from analytics.cohort_totals as t
        where
            t.currency = total_cohorts.currency
            and t.month_on <= total_cohorts.as_of
        union all
        select
            -1,
            b.*
        from analytics.sum_cohorts(
            total_cohorts.as_of, v_known_at, total_cohorts.currency, v_changed_ids
        ) as b
        where v_changed_ids is not null
        union all
        select
            1,
            a.*
        from analytics.sum_cohorts(
            total_cohorts.as_of, total_cohorts.known_at, total_cohorts.currency, v_changed_ids
        ) as a
        where v_changed_ids is not null
    )

    select
        total_cohorts.currency,
        p.cohort_on,
        p.month_on,
        sum(p.sign * p.change_n)::bigint as change_n,
        sum(p.sign * p.delta_arr)::bigint as delta_arr,
        sum(p.sign * p.delta_n)::bigint as delta_n,
        sum(p.sign * p.new_n)::bigint as new_n,
        sum(p.sign * p.base_arr)::bigint as base_arr
    from parts as p
    group by p.cohort_on, p.month_on
    having sum(p.sign * p.change_n) <> 0;
end
$$;

comment on function analytics.total_cohorts(date, timestamptz, text) is
$$What sum_cohorts returns, from the totals where they can be used

As total_periods does it for sum_cohorts.$$;

grant select on analytics.cohort_totals to platform_admin, analyst;
grant execute on function analytics.total_cohorts(date, timestamptz, text)
to platform_admin, analyst;
