closes as (
    select
        organization_id,
        month,
        arr_after,
        first_paid_on,
        row_number() over (partition by organization_id, month order by day desc) as place
    from ledger
),

steps as (
    select
        month,
        first_paid_on,
        coalesce(lag(arr_after) over (partition by organization_id order by month), 0) as before,
        arr_after as after
    from closes
    where place = 1
),

kinds as (
    select
        month,
        after - before as delta,
        case
            when before = 0 and first_paid_on >= month then 'new'
            when before = 0 then 'reactivation'
            when after = 0 then 'churn'
            when after > before then 'expansion'
            else 'contraction'
        end as kind
    from steps
    where after <> before
),

months as (
    select
        month,
        sum(delta) as delta,
        sum(case when kind = 'new' then delta else 0 end) as new_arr,
        sum(case when kind = 'reactivation' then delta else 0 end) as reactivation_arr,
        sum(case when kind = 'expansion' then delta else 0 end) as expansion_arr,
        sum(case when kind = 'contraction' then -delta else 0 end) as contraction_arr,
        sum(case when kind = 'churn' then -delta else 0 end) as churn_arr,
        count(case when kind = 'new' then 1 end) as new_n,
        count(case when kind = 'reactivation' then 1 end) as reactivation_n,
        count(case when kind = 'churn' then 1 end) as churn_n
    from kinds
    group by month
)

select
    month,
    new_arr,
    reactivation_arr,
    expansion_arr,
    contraction_arr,
    churn_arr,
    sum(delta) over (order by month) as arr_end,
    new_n,
    reactivation_n,
    churn_n,
    sum(new_n + reactivation_n - churn_n) over (order by month) as customers_end
from months
order by month
