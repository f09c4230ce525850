sums as (
    select
        cast(date_trunc('month', first_paid_on) as date) as cohort,
        month,
        sum(delta) as delta,
        sum(case when arr_after = delta then 1 when arr_after = 0 then -1 else 0 end) as delta_n,
        count(case when day = first_paid_on then 1 end) as new_n,
        sum(case when day = first_paid_on then delta else 0 end) as base_arr
    from ledger
    group by cast(date_trunc('month', first_paid_on) as date), month
),

cohorts as (
    select
        cohort,
        sum(new_n) as cohort_size,
        sum(base_arr) as base_arr
    from sums
    group by cohort
)

select
    c.cohort,
    m.month,
    c.cohort_size,
    c.base_arr,
    sum(coalesce(s.delta_n, 0)) over (partition by c.cohort order by m.month) as active,
    sum(coalesce(s.delta, 0)) over (partition by c.cohort order by m.month) as arr
from cohorts as c
inner join (select distinct month from sums) as m on c.cohort <= m.month
left join sums as s on c.cohort = s.cohort and m.month = s.month
order by c.cohort, m.month
