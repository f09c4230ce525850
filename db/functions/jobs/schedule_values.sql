create or replace function jobs.schedule_values(field text, lowest integer, highest integer)
returns integer[]
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_item text;
    v_parts text[];
    v_from integer;
    v_to integer;
    v_values integer[] := array[]::integer[];
begin
    foreach v_item in array string_to_array(field, ',') loop
        v_parts = regexp_match(v_item, '^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?$');
        v_from = coalesce(v_parts[1]::integer, lowest);
        v_to = coalesce(v_parts[2], v_parts[1], highest::text)::integer;
        if v_parts is null
            or v_from < lowest or v_to > highest or v_from > v_to
            or v_parts[3]::integer = 0
            -- Steps of a single number mean different things to different programs.
            or (v_parts[3] is not null and v_parts[1] is not null and v_parts[2] is null)
        then
            raise invalid_parameter_value using message = format(
                'A schedule cannot have %s where %s to %s is possible', v_item, lowest, highest
            );
        end if;
        v_values = v_values
            || array(select generate_series(v_from, v_to, coalesce(v_parts[3]::integer, 1)));
    end loop;
    return v_values;
end
$$;

comment on function jobs.schedule_values(text, integer, integer) is
'The numbers that one field of a schedule stands for; fails for a field that is no list of *, n or
n-m, the first and the last also in steps.';
