create or replace function jobs.is_day_of_schedule(
    on_day date,
    days integer[],
    months integer[],
    weekdays integer[],
    is_either_day boolean
)
returns boolean
language sql
immutable
begin atomic
    select
        extract(month from on_day)::integer = any(months)
        and case
            when is_either_day
                then
                    extract(day from on_day)::integer = any(days)
                    or extract(dow from on_day)::integer = any(weekdays)
            else
                extract(day from on_day)::integer = any(days)
                and extract(dow from on_day)::integer = any(weekdays)
        end;
end;

comment on function jobs.is_day_of_schedule(date, integer[], integer[], integer[], boolean) is
'Whether a schedule, by its parts, is due on a day at all.';
