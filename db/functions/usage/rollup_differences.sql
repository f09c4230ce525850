create or replace view usage.rollup_differences
with (security_invoker = true)
as
with recounted as (
    select
        e.organization_id,
        e.meter_code,
        (e.occurred_at at time zone 'UTC')::date as day_on,
        count(*) as event_count,
        sum(e.quantity) as total,
        max(e.quantity) as maximum,
        (array_agg(e.quantity order by e.occurred_at desc, e.idempotency_key desc))[1]
            as last_quantity
    from usage.events as e
    group by e.organization_id, e.meter_code, (e.occurred_at at time zone 'UTC')::date
)

select
    coalesce(c.organization_id, r.organization_id) as organization_id,
    coalesce(c.meter_code, r.meter_code) as meter_code,
    coalesce(c.day_on, r.day_on) as day_on,
    coalesce(c.event_count, 0) as recounted_events,
    coalesce(r.event_count, 0) as rolled_up_events,
    coalesce(c.total, 0) as recounted_total,
    coalesce(r.total, 0) as rolled_up_total
from recounted as c
full outer join usage.rollups as r
    on
        c.organization_id = r.organization_id
        and c.meter_code = r.meter_code
        and c.day_on = r.day_on
where
    not coalesce(r.is_closed, false)
    and (
        (c.event_count, c.total, c.maximum)
        is distinct from (r.event_count, r.total, r.maximum)
        or (r.last_at is not null and c.last_quantity is distinct from r.last_quantity)
    );

comment on view usage.rollup_differences is
'Days whose roll-up is not what their events come to. Empty is right; it reads all events.';
