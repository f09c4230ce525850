create or replace function jobs.last_slot(schedule text, after timestamptz, until timestamptz)
returns timestamptz
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_parts record := jobs.schedule_parts(schedule);
    v_until timestamp := until at time zone 'UTC';
    v_day date := v_until::date;
    v_first_day date := (after at time zone 'UTC')::date;
    -- Of the last day what is not later than this counts, of all others everything.
    v_hour integer := extract(hour from v_until)::integer;
    v_minute integer := extract(minute from v_until)::integer;
    v_slot integer;
    v_at timestamptz;
begin
    while v_day >= v_first_day loop
        if jobs.is_day_of_schedule(
            v_day, v_parts.days, v_parts.months, v_parts.weekdays, v_parts.is_either_day
        ) then
            if v_hour = any(v_parts.hours) then
                v_slot = (
                    select v_hour * 60 + max(m)
                    from unnest(v_parts.minutes) as m
                    where m <= v_minute
                );
            end if;
            v_slot = coalesce(
                v_slot,
                (
                    select max(h) * 60 + (select max(m) from unnest(v_parts.minutes) as m)
                    from unnest(v_parts.hours) as h
                    where h < v_hour
                )
            );
            if v_slot is not null then
                v_at = (v_day + make_interval(mins => v_slot)) at time zone 'UTC';
                return case when v_at > after then v_at end;
            end if;
        end if;
        v_day = v_day - 1;
        v_hour = 24;
    end loop;
    return null;
end
$$;

comment on function jobs.last_slot(text, timestamptz, timestamptz) is
'When a schedule was due last, later than one time and not later than another; null if it was not.';
