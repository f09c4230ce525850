create or replace function jobs.next_slot(schedule text, after timestamptz)
returns timestamptz
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_parts record := jobs.schedule_parts(schedule);
    v_after timestamp := after at time zone 'UTC';
    v_day date := v_after::date;
    -- Of the first day what is later than this is left, of all others everything.
    v_hour integer := extract(hour from v_after)::integer;
    v_minute integer := extract(minute from v_after)::integer;
    v_slot integer;
begin
    -- 29 February may be eight years away; some days never come.
    for v_number in 0..3000 loop
        if jobs.is_day_of_schedule(
            v_day, v_parts.days, v_parts.months, v_parts.weekdays, v_parts.is_either_day
        ) then
            if v_hour = any(v_parts.hours) then
                v_slot = (
                    select v_hour * 60 + min(m)
                    from unnest(v_parts.minutes) as m
                    where m > v_minute
                );
            end if;
            v_slot = coalesce(
                v_slot,
                (
                    select min(h) * 60 + (select min(m) from unnest(v_parts.minutes) as m)
                    from unnest(v_parts.hours) as h
                    where h > v_hour
                )
            );
            if v_slot is not null then
                return (v_day + make_interval(mins => v_slot)) at time zone 'UTC';
            end if;
        end if;
        v_day = v_day + 1;
        v_hour = -1;
    end loop;
    return null;
end
$$;

comment on function jobs.next_slot(text, timestamptz) is
'When a schedule is due next, later than a time; null if that never happens.';
