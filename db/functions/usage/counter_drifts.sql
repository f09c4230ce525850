create or replace view usage.counter_drifts
with (security_invoker = true)
as
select
    coalesce(c.organization_id, r.organization_id) as organization_id,
    coalesce(c.feature_code, r.feature_code) as feature_code,
    coalesce(c.used, 0) as used,
    coalesce(r.amount, 0) as counted
from (
    select
        u.organization_id,
        u.feature_code,
        u.used
    from usage.counters as u
    where exists (
        select
        from usage.counted_tables as t
        where t.feature_code = u.feature_code
    )
) as c
full outer join (
    select
        f.feature_code,
        n.organization_id,
        n.amount
    from (
        select distinct t.feature_code
        from usage.counted_tables as t
    ) as f
    cross join usage.count_rows(f.feature_code) as n
) as r
    on c.organization_id = r.organization_id and c.feature_code = r.feature_code
where coalesce(c.used, 0) <> coalesce(r.amount, 0);

comment on view usage.counter_drifts is
'Counters that are not the number of rows they count. Empty is healthy.';
