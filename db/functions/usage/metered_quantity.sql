create or replace function usage.metered_quantity(
    organization_id uuid, meter_code text, from_at timestamptz, until_at timestamptz
)
returns numeric
language sql
stable
begin atomic
    select
        case
            -- A gauge stands until it is told otherwise, however long ago that was.
            when m.aggregation = 'last'
                then (
                    select r.last_quantity
                    from usage.rollups as r
                    where
                        r.organization_id = metered_quantity.organization_id
                        and r.meter_code = m.code
                        and r.day_on < (metered_quantity.until_at at time zone 'UTC')::date
                    order by r.day_on desc
                    limit 1
                )
            else (
                select case m.aggregation when 'sum' then sum(r.total) else max(r.maximum) end
                from usage.rollups as r
                where
                    r.organization_id = metered_quantity.organization_id
                    and r.meter_code = m.code
                    and r.day_on >= (metered_quantity.from_at at time zone 'UTC')::date
                    and r.day_on < (metered_quantity.until_at at time zone 'UTC')::date
            )
        end
    from usage.meters as m
    where m.code = metered_quantity.meter_code;
end;

comment on function usage.metered_quantity(uuid, text, timestamptz, timestamptz) is
'What the events of a meter come to from one day (UTC) until before another; null without any.';
