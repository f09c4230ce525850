create or replace function usage.parse_events(events json)
returns table (
    "position" bigint,
    meter text,
    quantity numeric,
    occurred_at timestamptz,
    idempotency_key text
)
language plpgsql
stable
rows 10000
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    select
        e.position,
        e.meter,
        e.quantity,
        case
            when
                -- With an offset: else the time would be the session's, and 'now' would be one.
                e.occurred_at
                ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$'
                then e.occurred_at::timestamptz
        end,
        e.idempotency_key
    from rows from (
        json_to_recordset(parse_events.events) as (
            meter text, quantity numeric, occurred_at text, idempotency_key text
        )
    ) with ordinality as e (meter, quantity, occurred_at, idempotency_key, position)
    -- Sorting reads everything first: what is returned before a failure would stay.
    order by e.position;
exception
    when data_exception then
        if json_array_length(parse_events.events) = 1 then
            return query select 1::bigint, null::text, null::numeric, null::timestamptz, null::text;
            return;
        end if;
        -- One by one takes several times as long, and finds what cannot be read.
        return query
        select
            e.position,
            p.meter,
            p.quantity,
            p.occurred_at,
            p.idempotency_key
        from json_array_elements(parse_events.events) with ordinality as e (event, position)
        cross join lateral usage.parse_events(json_build_array(e.event)) as p;
end
$$;

comment on function usage.parse_events(json) is
'The events of a report in their order, counted from 1. Of what cannot be read all is null.';
