create or replace function usage.record_events(organization_id uuid, events json)
returns json
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.now(record_events.organization_id);
    v_earliest timestamptz := v_now - make_interval(days => util.setting('usage_late_days')::integer);
    -- Clocks differ.
    v_latest timestamptz := v_now + interval '5 minutes';
    v_most integer := util.setting('usage_events_per_report')::integer;
    v_answer json;
    v_meter_codes text[];
begin
    if json_typeof(record_events.events) is distinct from 'array' then
        perform util.fail(
            400, 'invalid_argument', 'The body must be an array of events',
            hint => 'Send [{"meter", "quantity", "occurred_at", "idempotency_key"}, …]'
        );
    end if;
    if json_array_length(record_events.events) > v_most then
        perform util.fail(
            400, 'invalid_argument', 'These are too many events at once',
            jsonb_build_object('most', v_most),
            'Send them in several reports'
        );
    end if;
    perform usage.require_partitions('events', v_earliest, v_latest);

    with batch as materialized (
        select
            p.position,
            p.meter,
            p.quantity,
            p.occurred_at,
            p.idempotency_key collate "C" as idempotency_key,
            m.aggregation,
            case
                when p.meter is null or p.occurred_at is null or p.quantity is null
                    then 'malformed'
                when coalesce(length(p.idempotency_key), 0) not between 1 and 200 then 'malformed'
                when m.code is null then 'unknown_meter'
                when p.quantity < 0 then 'negative'
                -- Not a number, and infinity, are greater than all others.
                when p.quantity > 1e15 or scale(p.quantity) > 9 then 'malformed'
                when p.occurred_at > v_latest then 'future'
                when p.occurred_at < v_earliest then 'too_late'
            end as reason
        from usage.parse_events(record_events.events) as p
        left join usage.meters as m on p.meter = m.code
    ),

    -- In the order of their key: two reports that hold the same events wait for each other, and
    -- would do so for ever if each had what the other wants.
    inserted as (
        insert into usage.events (
            organization_id, meter_code, idempotency_key, occurred_at, quantity, recorded_at
        )
        select
            record_events.organization_id,
            b.meter,
            b.idempotency_key,
            b.occurred_at,
            b.quantity,
            v_now
        from batch as b
        where b.reason is null
        order by b.meter, b.idempotency_key, b.occurred_at
        on conflict do nothing
        returning meter_code, idempotency_key, occurred_at, quantity
    ),

    rolled_up as (
        insert into usage.rollups as r (
            organization_id, meter_code, day_on, event_count, total, maximum, last_quantity,
            last_at, last_key
        )
        select
            record_events.organization_id,
            i.meter_code,
            (i.occurred_at at time zone 'UTC')::date,
            count(*),
            sum(i.quantity),
            max(i.quantity),
            (
                array_agg(i.quantity order by i.occurred_at desc, i.idempotency_key desc)
                filter (where m.aggregation = 'last')
            )[1],
            max(i.occurred_at) filter (where m.aggregation = 'last'),
            (
                array_agg(i.idempotency_key order by i.occurred_at desc, i.idempotency_key desc)
                filter (where m.aggregation = 'last')
            )[1]
        from inserted as i
        inner join usage.meters as m on i.meter_code = m.code
        group by i.meter_code, (i.occurred_at at time zone 'UTC')::date
        order by i.meter_code asc, (i.occurred_at at time zone 'UTC')::date asc
        on conflict (organization_id, meter_code, day_on) do update set
            event_count = r.event_count + excluded.event_count,
            total = r.total + excluded.total,
            maximum = greatest(r.maximum, excluded.maximum),
            last_quantity = case
                when (excluded.last_at, excluded.last_key) > (r.last_at, r.last_key)
                    then excluded.last_quantity
                else r.last_quantity
            end,
            last_key = case
                when (excluded.last_at, excluded.last_key) > (r.last_at, r.last_key)
                    then excluded.last_key
                else r.last_key
            end,
            last_at = greatest(r.last_at, excluded.last_at)
        returning meter_code
    ),

    counts as (
        select
            (select count(*) from inserted) as accepted,
            count(*) filter (where b.reason is null) as valid,
            count(*) as total
        from batch as b
    )

    select
        json_build_object(
            'accepted', c.accepted,
            'duplicates', c.valid - c.accepted,
            'refused', c.total - c.valid,
            'outcomes', coalesce(
                case
                    -- All alike, which is what nearly every report is: no need to look at each.
                    when c.accepted in (0, c.valid) then (
                        select
                            json_agg(
                                case
                                    when b.reason is not null then 'refused'
                                    when c.accepted = 0 then 'duplicate'
                                    else 'accepted'
                                end
                                order by b.position
                            )
                        from batch as b
                    )
                    else (
                        select
                            json_agg(
                                case
                                    when b.reason is not null then 'refused'
                                    when i.meter_code is null or b.occurrence > 1 then 'duplicate'
                                    else 'accepted'
                                end
                                order by b.position
                            )
                        from (
                            select
                                a.*,
                                row_number() over (
                                    partition by a.meter, a.idempotency_key, a.occurred_at
                                    order by a.position
                                ) as occurrence
                            from batch as a
                        ) as b
                        left join inserted as i
                            on
                                b.meter = i.meter_code
                                and b.idempotency_key = i.idempotency_key
                                and b.occurred_at = i.occurred_at
                    )
                end,
                '[]'
            ),
            'refusals', (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'index', b.position - 1,
                                'idempotency_key', b.idempotency_key,
                                'reason', b.reason
                            )
                            order by b.position
                        ),
                        '[]'
                    )
                from batch as b
                where b.reason is not null
            )
        ),
        (select array_agg(distinct r.meter_code) from rolled_up as r)
    into v_answer, v_meter_codes
    from counts as c;

    perform usage.raise_alerts(record_events.organization_id, v_meter_codes);
    if v_meter_codes is not null then
        -- Some report all the time.
        perform webhooks.mark_state(record_events.organization_id, interval '1 minute');
    end if;
    return v_answer;
end
$$;

comment on function usage.record_events(uuid, json) is
$$Takes in a report of usage events, each once, and adds them to the roll-up of their days.

One statement for all of them. An event that cannot be taken is refused with a reason, and holds
up no other. Whatever the organization's status: what was used was used, and reporters must get rid
of what they hold before it is too late; who may not write is refused where the work is done. Answers
{accepted, duplicates, refused, outcomes: [accepted, duplicate or refused, in the order of the
events], refusals: [{index, idempotency_key, reason}]}. Reasons: malformed, unknown_meter, negative,
future, too_late.$$;
