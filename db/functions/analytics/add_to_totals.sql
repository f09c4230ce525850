create function analytics.add_to_totals(
    sign integer,
    as_of date,
    known_at timestamptz,
    currency text,
    organization_ids uuid[]
)
returns bigint
language plpgsql
set search_path = ''
-- With the customers at hand they are looked up, and nobody else is read.
set plan_cache_mode = force_custom_plan
-- So many customers are sorted in memory.
set work_mem = '32MB'
as $$
declare
    v_ids uuid[];
    v_rows bigint;
    v_count bigint := 0::bigint;
begin
    -- A sum over all is the sum of the sums over some. So memory and time stay in proportion.
    for v_ids in
        select array_agg(o.id)
        from (
            select
                i.id,
                row_number() over (order by i.id) as place
            from unnest(add_to_totals.organization_ids) as i (id)
        ) as o
        group by (o.place - 1) / 5000
    loop
        insert into analytics.period_totals as t
        select s.*
        from unnest(array['month', 'week', 'day']) as g (grain)
        cross join lateral analytics.sum_periods(
            g.grain, add_to_totals.as_of, add_to_totals.known_at, add_to_totals.currency, v_ids
        ) as s
        -- What is taken away was added before: its rows are there.
        on conflict on constraint period_totals_pkey do update
            set
                change_n = t.change_n + add_to_totals.sign * excluded.change_n,
                delta_arr = t.delta_arr + add_to_totals.sign * excluded.delta_arr,
                new_arr = t.new_arr + add_to_totals.sign * excluded.new_arr,
                reactivation_arr
                = t.reactivation_arr + add_to_totals.sign * excluded.reactivation_arr,
                expansion_arr = t.expansion_arr + add_to_totals.sign * excluded.expansion_arr,
                contraction_arr
                = t.contraction_arr + add_to_totals.sign * excluded.contraction_arr,
                churn_arr = t.churn_arr + add_to_totals.sign * excluded.churn_arr,
                new_n = t.new_n + add_to_totals.sign * excluded.new_n,
                reactivation_n = t.reactivation_n + add_to_totals.sign * excluded.reactivation_n,
                expansion_n = t.expansion_n + add_to_totals.sign * excluded.expansion_n,
                contraction_n = t.contraction_n + add_to_totals.sign * excluded.contraction_n,
                churn_n = t.churn_n + add_to_totals.sign * excluded.churn_n,
                led_new_arr = t.led_new_arr + add_to_totals.sign * excluded.led_new_arr,
                led_reactivation_arr
                = t.led_reactivation_arr + add_to_totals.sign * excluded.led_reactivation_arr,
                led_expansion_arr
                = t.led_expansion_arr + add_to_totals.sign * excluded.led_expansion_arr,
                led_contraction_arr
                = t.led_contraction_arr + add_to_totals.sign * excluded.led_contraction_arr,
                led_churn_arr = t.led_churn_arr + add_to_totals.sign * excluded.led_churn_arr,
                led_new_n = t.led_new_n + add_to_totals.sign * excluded.led_new_n,
                led_reactivation_n
                = t.led_reactivation_n + add_to_totals.sign * excluded.led_reactivation_n,
                led_expansion_n
                = t.led_expansion_n + add_to_totals.sign * excluded.led_expansion_n,
                led_contraction_n
                = t.led_contraction_n + add_to_totals.sign * excluded.led_contraction_n,
                led_churn_n = t.led_churn_n + add_to_totals.sign * excluded.led_churn_n,
                kept_arr = t.kept_arr + add_to_totals.sign * excluded.kept_arr,
                held_arr = t.held_arr + add_to_totals.sign * excluded.held_arr,
                then_arr = t.then_arr + add_to_totals.sign * excluded.then_arr;
        get diagnostics v_rows = row_count;
        v_count = v_count + v_rows;

        insert into analytics.cohort_totals as t
        select s.*
        from analytics.sum_cohorts(
            add_to_totals.as_of, add_to_totals.known_at, add_to_totals.currency, v_ids
        ) as s
        on conflict on constraint cohort_totals_pkey do update
            set
                change_n = t.change_n + add_to_totals.sign * excluded.change_n,
                delta_arr = t.delta_arr + add_to_totals.sign * excluded.delta_arr,
                delta_n = t.delta_n + add_to_totals.sign * excluded.delta_n,
                new_n = t.new_n + add_to_totals.sign * excluded.new_n,
                base_arr = t.base_arr + add_to_totals.sign * excluded.base_arr;
        get diagnostics v_rows = row_count;
        v_count = v_count + v_rows;

        insert into analytics.departure_totals as t
        select s.*
        from analytics.sum_departures(
            add_to_totals.as_of, add_to_totals.known_at, add_to_totals.currency, v_ids
        ) as s
        on conflict on constraint departure_totals_pkey do update
            set
                customer_n = t.customer_n + add_to_totals.sign * excluded.customer_n,
                arr = t.arr + add_to_totals.sign * excluded.arr;
        get diagnostics v_rows = row_count;
        v_count = v_count + v_rows;

        insert into analytics.breakdown_totals as t
        select s.*
        from analytics.sum_breakdown(
            add_to_totals.as_of, add_to_totals.known_at, add_to_totals.currency, v_ids
        ) as s
        on conflict on constraint breakdown_totals_pkey do update
            set
                contract_n = t.contract_n + add_to_totals.sign * excluded.contract_n,
                customer_n = t.customer_n + add_to_totals.sign * excluded.customer_n,
                net_arr = t.net_arr + add_to_totals.sign * excluded.net_arr,
                list_arr = t.list_arr + add_to_totals.sign * excluded.list_arr,
                trial_arr = t.trial_arr + add_to_totals.sign * excluded.trial_arr;
        get diagnostics v_rows = row_count;
        v_count = v_count + v_rows;
    end loop;
    return v_count;
end
$$;

comment on function analytics.add_to_totals(integer, date, timestamptz, text, uuid[]) is
$$Adds customers to the totals, or takes them away

What sum_periods, sum_cohorts, sum_departures and sum_breakdown return for organization_ids: added if sign is 1,
taken away if it is -1, which is for what was added as of the same day and as known at the same
instant. Returns how many rows were written.$$;
