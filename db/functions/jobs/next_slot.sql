create or replace function jobs.next_slot(schedule text, after timestamptz)
returns timestamptz
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_day date := (after at time zone 'UTC')::date;
    v_slot timestamptz;
begin
    -- 29 February may be eight years away; some days never come.
    for v_number in 0..3000 loop
        select min(s.slot) into v_slot
        from jobs.schedule_slots(schedule, v_day + v_number) as s (slot)
        where s.slot > after;
        exit when v_slot is not null;
    end loop;
    return v_slot;
end
$$;

comment on function jobs.next_slot(text, timestamptz) is
'When a schedule is due next, later than a time; null if that never happens.';
