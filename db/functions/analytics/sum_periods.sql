create function analytics.sum_periods(
    grain text,
    as_of date,
    known_at timestamptz,
    currency text,
    organization_ids uuid[] default null
)
returns setof analytics.period_totals
language sql
stable
begin atomic
    with changes as materialized (
        select c.*
        from analytics.period_changes(
            sum_periods.grain,
            sum_periods.as_of,
            sum_periods.known_at,
            sum_periods.currency,
            sum_periods.organization_ids
        ) as c
    ),

    sums as (
        select
            c.period,
            count(*) as change_n,
            sum(c.delta_arr) as delta_arr,
            sum(c.arr_after - c.close_before) filter (where c.close_kind = 'new') as new_arr,
            sum(c.arr_after - c.close_before)
            filter (where c.close_kind = 'reactivation') as reactivation_arr,
            sum(c.arr_after - c.close_before)
            filter (where c.close_kind = 'expansion') as expansion_arr,
            sum(c.close_before - c.arr_after)
            filter (where c.close_kind = 'contraction') as contraction_arr,
            sum(c.close_before - c.arr_after) filter (where c.close_kind = 'churn') as churn_arr,
            count(*) filter (where c.close_kind = 'new') as new_n,
            count(*) filter (where c.close_kind = 'reactivation') as reactivation_n,
            count(*) filter (where c.close_kind = 'expansion') as expansion_n,
            count(*) filter (where c.close_kind = 'contraction') as contraction_n,
            count(*) filter (where c.close_kind = 'churn') as churn_n,
            sum(c.delta_arr) filter (where c.kind = 'new') as led_new_arr,
            sum(c.delta_arr) filter (where c.kind = 'reactivation') as led_reactivation_arr,
            sum(c.delta_arr) filter (where c.kind = 'expansion') as led_expansion_arr,
            -sum(c.delta_arr) filter (where c.kind = 'contraction') as led_contraction_arr,
            -sum(c.delta_arr) filter (where c.kind = 'churn') as led_churn_arr,
            count(*) filter (where c.kind = 'new') as led_new_n,
            count(*) filter (where c.kind = 'reactivation') as led_reactivation_n,
            count(*) filter (where c.kind = 'expansion') as led_expansion_n,
            count(*) filter (where c.kind = 'contraction') as led_contraction_n,
            count(*) filter (where c.kind = 'churn') as led_churn_n
        from changes as c
        group by c.period
    ),

    -- Each customer beside itself a year ago: the changes, and once more a year later.
    pairs as (
        select
            e.organization_id,
            e.period,
            (sum(sum(e.now_arr)) over so_far)::bigint as now_arr,
            (sum(sum(e.then_arr)) over so_far)::bigint as then_arr
        from (
            select
                c.organization_id,
                c.period,
                c.arr_after - c.close_before as now_arr,
                0 as then_arr
            from changes as c
            where c.close_kind is not null
            union all
            select
                y.organization_id,
                y.period,
                0,
                y.then_arr
            from (
                select
                    c.organization_id,
                    (c.period + case sum_periods.grain
                        when 'month' then interval '12 months'
                        when 'week' then interval '364 days'
                        else interval '365 days'
                    end)::date as period,
                    c.arr_after - c.close_before as then_arr
                from changes as c
                where c.close_kind is not null
            ) as y
            where y.period <= sum_periods.as_of
        ) as e
        group by e.organization_id, e.period
        window so_far as (
            partition by e.organization_id order by e.period rows unbounded preceding
        )
    ),

    retained as (
        select
            p.period,
            sum(p.kept - p.kept_before) as kept_arr,
            sum(p.held - p.held_before) as held_arr,
            sum(p.then_arr - p.then_before) as then_arr
        from (
            select
                s.period,
                s.then_arr,
                s.kept,
                s.held,
                lag(s.then_arr, 1, 0::bigint) over so_far as then_before,
                lag(s.kept, 1, 0::bigint) over so_far as kept_before,
                lag(s.held, 1, 0::bigint) over so_far as held_before
            from (
                select
                    a.*,
                    case when a.then_arr > 0 then a.now_arr else 0 end as kept,
                    least(a.now_arr, a.then_arr) as held
                from pairs as a
            ) as s
            window so_far as (partition by s.organization_id order by s.period)
        ) as p
        group by p.period
    )

    select
        sum_periods.currency,
        sum_periods.grain,
        coalesce(s.period, r.period) as period_on,
        coalesce(s.change_n, 0)::bigint as change_n,
        coalesce(s.delta_arr, 0)::bigint as delta_arr,
        coalesce(s.new_arr, 0)::bigint as new_arr,
        coalesce(s.reactivation_arr, 0)::bigint as reactivation_arr,
        coalesce(s.expansion_arr, 0)::bigint as expansion_arr,
        coalesce(s.contraction_arr, 0)::bigint as contraction_arr,
        coalesce(s.churn_arr, 0)::bigint as churn_arr,
        coalesce(s.new_n, 0)::bigint as new_n,
        coalesce(s.reactivation_n, 0)::bigint as reactivation_n,
        coalesce(s.expansion_n, 0)::bigint as expansion_n,
        coalesce(s.contraction_n, 0)::bigint as contraction_n,
        coalesce(s.churn_n, 0)::bigint as churn_n,
        coalesce(s.led_new_arr, 0)::bigint as led_new_arr,
        coalesce(s.led_reactivation_arr, 0)::bigint as led_reactivation_arr,
        coalesce(s.led_expansion_arr, 0)::bigint as led_expansion_arr,
        coalesce(s.led_contraction_arr, 0)::bigint as led_contraction_arr,
        coalesce(s.led_churn_arr, 0)::bigint as led_churn_arr,
        coalesce(s.led_new_n, 0)::bigint as led_new_n,
        coalesce(s.led_reactivation_n, 0)::bigint as led_reactivation_n,
        coalesce(s.led_expansion_n, 0)::bigint as led_expansion_n,
        coalesce(s.led_contraction_n, 0)::bigint as led_contraction_n,
        coalesce(s.led_churn_n, 0)::bigint as led_churn_n,
        coalesce(r.kept_arr, 0)::bigint as kept_arr,
        coalesce(r.held_arr, 0)::bigint as held_arr,
        coalesce(r.then_arr, 0)::bigint as then_arr
    from sums as s
    full join retained as r on s.period = r.period;
end;

comment on function analytics.sum_periods(text, date, timestamptz, text, uuid[]) is
$$What mrr_movements adds up, computed from the ledger

One row for each period in which something changed, or had changed a year before: sums over all
customers (or those of organization_ids) of what period_changes has of each. …_arr are annualised
cents; kept_arr, held_arr and then_arr are by how much the sums behind nrr_t12m and grr_t12m differ
from the period before.$$;

grant execute on function analytics.sum_periods(text, date, timestamptz, text, uuid[])
to platform_admin, analyst;
