create or replace function jobs.schedule_slots(schedule text, on_day date)
returns setof timestamptz
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_fields text[] := string_to_array(schedule, ' ');
    v_is_day_of_month boolean
    := extract(day from on_day)::integer = any(jobs.schedule_values(v_fields[3], 1, 31));
    v_is_day_of_week boolean
    := (
        select bool_or(v.value % 7 = extract(dow from on_day)::integer)
        from unnest(jobs.schedule_values(v_fields[5], 0, 7)) as v (value)
    );
begin
    if extract(month from on_day)::integer <> all(jobs.schedule_values(v_fields[4], 1, 12)) then
        return;
    end if;
    -- As cron has always had it: where both kinds of days are named, either will do.
    if v_fields[3] ^@ '*' or v_fields[5] ^@ '*' then
        if not (v_is_day_of_month and v_is_day_of_week) then
            return;
        end if;
    elsif not (v_is_day_of_month or v_is_day_of_week) then
        return;
    end if;

    return query
    select distinct on_day::timestamp at time zone 'UTC' + make_interval(hours => h, mins => m)
    from unnest(jobs.schedule_values(v_fields[2], 0, 23)) as h
    cross join unnest(jobs.schedule_values(v_fields[1], 0, 59)) as m;
end
$$;

comment on function jobs.schedule_slots(text, date) is
'The times of a day, in UTC, at which a schedule of five fields is due.';
