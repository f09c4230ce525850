-- Plain SQL that PostgreSQL and DuckDB both understand, over bench.paid: every day on which what a
-- customer pays has changed. The other files go on from here.
with edges as (
    select organization_id, begins_on as day, arr from bench.paid
    union all
    select organization_id, ends_on as day, -arr as arr from bench.paid where ends_on is not null
),

days as (
    select
        organization_id,
        day,
        sum(arr) as delta
    from edges
    group by organization_id, day
    having sum(arr) <> 0
),

ledger as (
    select
        organization_id,
        cast(date_trunc('month', day) as date) as month,
        day,
        delta,
        sum(delta) over (partition by organization_id order by day) as arr_after,
        min(day) over (partition by organization_id) as first_paid_on
    from days
),

