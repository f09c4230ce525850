-- Included by the tests of whole books: what must add up, in money and in customers, on both bases
-- and in every grain; rates within their bounds; breakdowns, cohorts and single figures equal to
-- the total.

create function pg_temp.import_book(lines text[])
returns bigint
language sql
as $$
    select billing.import_history(
        array_agg(r[1]), array_agg(r[2]::numeric), 'arr_cents',
        array_agg(r[3]::date), array_agg(nullif(r[4], '')::date)
    )
    from unnest(lines) as t (line)
    cross join string_to_array(t.line, ',') as s (r)
$$;

create function pg_temp.book_adds_up(book text, as_of date, months bigint)
returns setof text
language plpgsql
set search_path = tests
as $$
declare
    v_grain text;
begin
    return next is(
        (select count(*) from analytics.mrr_movements(as_of => book_adds_up.as_of)),
        months, format('%s: is all there', book)
    );
    foreach v_grain in array '{day,week,month}'::text[] loop
        return next is_empty(
            format(
                $q$
                    select * from analytics.mrr_movements(grain => %L, as_of => %L)
                    where
                        abs(mrr_start + new_mrr + reactivation_mrr + expansion_mrr - contraction_mrr
                            - churn_mrr - mrr_end) > 1e-9
                        or abs(mrr_start + led_new_mrr + led_reactivation_mrr + led_expansion_mrr
                            - led_contraction_mrr - led_churn_mrr - mrr_end) > 1e-9
                $q$, v_grain, as_of
            ),
            format('%s: start and movements make the end, in money, by %s', book, v_grain)
        );
        return next is_empty(
            format(
                $q$
                    select * from analytics.mrr_movements(grain => %L, as_of => %L)
                    where
                        customers_start + new_n + reactivation_n - churn_n <> customers_end
                        or customers_start + led_new_n + led_reactivation_n - led_churn_n
                        <> customers_end
                $q$, v_grain, as_of
            ),
            format('%s: and in customers', book)
        );
        return next is_empty(
            format(
                $q$
                    select * from (
                        select
                            m.*,
                            lag(m.mrr_end, 1, 0::numeric) over (order by m.month) as mrr_before,
                            lag(m.customers_end, 1, 0::bigint) over (order by m.month) as n_before
                        from analytics.mrr_movements(grain => %L, as_of => %L) as m
                    ) as m
                    where mrr_start <> mrr_before or customers_start <> n_before
                $q$, v_grain, as_of
            ),
            format('%s: where one ends the next starts', book)
        );
        return next is_empty(
            format(
                $q$
                    select * from analytics.mrr_movements(grain => %L, as_of => %L)
                    where
                        grr not between 0 and 1 or grr_t12m not between 0 and 1
                        or nrr < grr or nrr_t12m < grr_t12m
                        or customer_churn not between 0 and 1
                        or abs(net_mrr_churn + nrr - 1) > 1e-9
                $q$, v_grain, as_of
            ),
            format('%s: rates stay within their bounds', book)
        );
    end loop;
    return next is_empty(
        format(
            $q$
                select * from (
                    select m.close_day, m.mrr_end, m.customers_end, a.mrr, a.customers
                    from analytics.mrr_movements(as_of => %L) as m
                    cross join lateral analytics.mrr_at(
                        (m.close_day + 1)::timestamp at time zone 'UTC' - interval '1 microsecond'
                    ) as a
                ) as c
                where abs(mrr_end - mrr) > 1e-9 or customers_end <> customers
            $q$, as_of
        ),
        format('%s: every close is what is found at that instant', book)
    );
    return next is_empty(
        format(
            $q$
                select m.month
                from (
                    select m.* from analytics.mrr_movements(as_of => %1$L) as m
                    order by m.month desc
                    limit 3
                ) as m
                cross join lateral (
                    select
                        count(*) filter (where c.kind = 'new') as new_n,
                        count(*) filter (where c.kind = 'churn') as churn_n,
                        coalesce(sum(c.delta_mrr) filter (where c.kind = 'new'), 0) as new_mrr,
                        coalesce(sum(c.delta_mrr) filter (where c.kind = 'churn'), 0) as churn_mrr,
                        coalesce(sum(c.delta_mrr), 0) as delta_mrr
                    from analytics.movers(m.month, as_of => %1$L) as c
                ) as c
                where
                    (m.new_n, m.churn_n) <> (c.new_n, c.churn_n)
                    or abs(m.new_mrr - c.new_mrr) > 1e-9
                    or abs(m.churn_mrr + c.churn_mrr) > 1e-9
                    or abs(m.mrr_end - m.mrr_start - c.delta_mrr) > 1e-9
            $q$, as_of
        ),
        format('%s: the customers behind a month are what it says', book)
    );
    return next is_empty(
        format(
            $q$
                select m.month
                from analytics.mrr_movements(as_of => %1$L) as m
                inner join (
                    select c.month, sum(c.mrr) as mrr, sum(c.active) as active
                    from analytics.cohort_retention(%1$L) as c
                    group by c.month
                ) as c on m.month = c.month
                where abs(m.mrr_end - c.mrr) > 1e-9 or m.customers_end <> c.active
            $q$, as_of
        ),
        format('%s: the cohorts together are everybody', book)
    );
    return next is_empty(
        format(
            $q$
                select b.dimension
                from analytics.mrr_breakdown(%1$L) as b
                group by b.dimension
                having abs(
                    sum(b.mrr)
                    - (
                        select m.mrr_end from analytics.mrr_movements(as_of => %1$L) as m
                        order by m.month desc
                        limit 1
                    )
                ) > 1e-9
            $q$, as_of
        ),
        format('%s: every breakdown adds up to the total', book)
    );
    return next results_eq(
        format(
            $q$
                select month, sum(customers)::bigint, round(sum(mrr), 9)
                from analytics.cancellation_reasons(%L) group by month order by month
            $q$, as_of
        ),
        format(
            $q$
                select month, churned, round(churn_mrr, 9) from analytics.churn(as_of => %L)
                where churned > 0
            $q$, as_of
        ),
        format('%s: the reasons together are the churn', book)
    );
    return next is_empty(
        format(
            $q$
                select r.month, r.reason
                from analytics.cancellation_reasons(%1$L) as r
                full join (
                    select l.month, l.reason, count(*) as customers, sum(l.mrr) as mrr
                    from analytics.lost_customers(as_of => %1$L) as l
                    group by l.month, l.reason
                ) as l on r.month = l.month and r.reason = l.reason
                where (r.customers = l.customers and abs(r.mrr - l.mrr) <= 1e-9) is not true
            $q$, as_of
        ),
        format('%s: the customers behind a reason are what it says', book)
    );
    return next is_empty(
        format(
            $q$
                select c.cohort, c.age
                from analytics.cohort_retention(%1$L) as c
                cross join lateral (
                    select
                        count(*) as customers,
                        count(*) filter (where i.mrr > 0) as active,
                        sum(i.first_mrr) as first_mrr,
                        sum(i.mrr) as mrr
                    from analytics.cohort_customers(c.cohort, c.age, %1$L) as i
                ) as i
                where
                    c.age in (0, 2)
                    and c.month > %1$L::date - 150
                    and (
                        (i.customers, i.active) is distinct from (c.cohort_size, c.active)
                        or abs(i.first_mrr - c.cohort_base_mrr) > 1e-9
                        or abs(i.mrr - c.mrr) > 1e-9
                    )
            $q$, as_of
        ),
        format('%s: so are those behind a cohort', book)
    );
    return next results_eq(
        format(
            $q$
                select code, round(value, 9) from analytics.range_figures(as_of => %L)
                where code in ('customers_lost', 'lost_not_by_choice', 'mrr_lost')
            $q$, as_of
        ),
        format(
            $q$
                select i.*
                from (
                    select
                        sum(churned) as churned,
                        sum(involuntary_n) as involuntary_n,
                        round(sum(churn_mrr), 9) as mrr
                    from analytics.churn(as_of => %L)
                ) as c
                cross join lateral (
                    values
                    ('customers_lost', churned), ('lost_not_by_choice', involuntary_n),
                    ('mrr_lost', mrr)
                ) as i
            $q$, as_of
        ),
        format('%s: a range that has all months is all of them', book)
    );
    return next results_eq(
        format(
            'select mrr_end, arr, customers_end from analytics.mrr_movements(as_of => %L)
            order by month desc limit 1', as_of
        ),
        format(
            $q$
                select (s ->> 'mrr')::numeric, (s ->> 'arr')::numeric, (s ->> 'customers')::bigint
                from analytics.summary(%L) as s
            $q$, as_of
        ),
        format('%s: the summary says the same', book)
    );
end
$$;

create temporary table lines (line text);
