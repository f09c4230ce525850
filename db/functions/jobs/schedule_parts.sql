create or replace function jobs.schedule_parts(
    schedule text,
    out minutes integer[],
    out hours integer[],
    out days integer[],
    out months integer[],
    out weekdays integer[],
    out is_either_day boolean
)
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_fields text[] := string_to_array(schedule, ' ');
begin
    minutes = jobs.schedule_values(v_fields[1], 0, 59);
    hours = jobs.schedule_values(v_fields[2], 0, 23);
    days = jobs.schedule_values(v_fields[3], 1, 31);
    months = jobs.schedule_values(v_fields[4], 1, 12);
    weekdays = jobs.schedule_values(v_fields[5], 0, 7);
    -- Sunday is 0 and 7.
    if 7 = any(weekdays) then
        weekdays = weekdays || 0;
    end if;
    -- As cron has always had it: where both kinds of days are named, either will do.
    is_either_day = not (v_fields[3] ^@ '*' or v_fields[5] ^@ '*');
end
$$;

comment on function jobs.schedule_parts(text) is
'The numbers of the five fields of a schedule, and whether a day need be of only one kind: of the
month or of the week.';
