create function analytics.total_periods(
    grain text, as_of date, known_at timestamptz, currency text
)
returns setof analytics.period_totals
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
        total_periods.grain, total_periods.as_of, total_periods.known_at, total_periods.currency
    ) as b;

    if not found then
        return query
        select s.*
        from analytics.sum_periods(
            total_periods.grain, total_periods.as_of, total_periods.known_at, total_periods.currency
        ) as s;
        return;
    end if;

    if v_changed_ids is null then
        return query
        select t.*
        from analytics.period_totals as t
        where
            t.currency = total_periods.currency
            and t.grain = total_periods.grain
            and t.period_on <= total_periods.as_of;
        return;
    end if;

    return query
    with parts as (
        select
            1 as sign,
            t.*
        from analytics.period_totals as t
        where
            t.currency = total_periods.currency
            and t.grain = total_periods.grain
            and t.period_on <= total_periods.as_of
        union all
        select
            -1,
            b.*
        from analytics.sum_periods(
            total_periods.grain,
            total_periods.as_of,
            v_known_at,
            total_periods.currency,
            v_changed_ids
        ) as b
        union all
        select
            1,
            a.*
        from analytics.sum_periods(
            total_periods.grain,
            total_periods.as_of,
            total_periods.known_at,
            total_periods.currency,
            v_changed_ids
        ) as a
    )

    select
        total_periods.currency,
        total_periods.grain,
        p.period_on,
        sum(p.sign * p.change_n)::bigint as change_n,
        sum(p.sign * p.delta_arr)::bigint as delta_arr,
        sum(p.sign * p.new_arr)::bigint as new_arr,
        sum(p.sign * p.reactivation_arr)::bigint as reactivation_arr,
        sum(p.sign * p.expansion_arr)::bigint as expansion_arr,
        sum(p.sign * p.contraction_arr)::bigint as contraction_arr,
        sum(p.sign * p.churn_arr)::bigint as churn_arr,
        sum(p.sign * p.new_n)::bigint as new_n,
        sum(p.sign * p.reactivation_n)::bigint as reactivation_n,
        sum(p.sign * p.expansion_n)::bigint as expansion_n,
        sum(p.sign * p.contraction_n)::bigint as contraction_n,
        sum(p.sign * p.churn_n)::bigint as churn_n,
        sum(p.sign * p.led_new_arr)::bigint as led_new_arr,
        sum(p.sign * p.led_reactivation_arr)::bigint as led_reactivation_arr,
        sum(p.sign * p.led_expansion_arr)::bigint as led_expansion_arr,
        sum(p.sign * p.led_contraction_arr)::bigint as led_contraction_arr,
        sum(p.sign * p.led_churn_arr)::bigint as led_churn_arr,
        sum(p.sign * p.led_new_n)::bigint as led_new_n,
        sum(p.sign * p.led_reactivation_n)::bigint as led_reactivation_n,
        sum(p.sign * p.led_expansion_n)::bigint as led_expansion_n,
        sum(p.sign * p.led_contraction_n)::bigint as led_contraction_n,
        sum(p.sign * p.led_churn_n)::bigint as led_churn_n,
        sum(p.sign * p.kept_arr)::bigint as kept_arr,
        sum(p.sign * p.held_arr)::bigint as held_arr,
        sum(p.sign * p.then_arr)::bigint as then_arr
    from parts as p
    group by p.period_on;
end
$$;

comment on function analytics.total_periods(text, date, timestamptz, text) is
$$What sum_periods returns, from the totals where they can be used

The totals of the last refresh, with the customers of whom something became known since computed
twice: as known then, which is taken away, and as known at known_at. So the answer is that of
sum_periods, whatever was refreshed when. Where the totals say nothing about as_of, or too much was
learned since (see totals_basis), it is sum_periods itself.$$;

grant select on analytics.period_totals to platform_admin, analyst;
grant execute on function analytics.total_periods(text, date, timestamptz, text)
to platform_admin, analyst;
