create or replace function jobs.refuse_schedule()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if jobs.next_slot(new.schedule, util.wall_clock()) is null then
        raise invalid_parameter_value using message = format(
            'The schedule %s of %s never comes', new.schedule, new.name
        );
    end if;
    return null;
end
$$;

comment on function jobs.refuse_schedule() is
'Refuses a schedule whose fields cannot be read, or that names a day which never comes.';
