create or replace function jobs.last_slot(schedule text, after timestamptz, until timestamptz)
returns timestamptz
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_day date := (until at time zone 'UTC')::date;
    v_first_day date := (after at time zone 'UTC')::date;
    v_slot timestamptz;
begin
    while v_day >= v_first_day loop
        select max(s.slot) into v_slot
        from jobs.schedule_slots(schedule, v_day) as s (slot)
        where s.slot > after and s.slot <= until;
        exit when v_slot is not null;
        v_day = v_day - 1;
    end loop;
    return v_slot;
end
$$;

comment on function jobs.last_slot(text, timestamptz, timestamptz) is
'When a schedule was due last, later than one time and not later than another; null if it was not.';
