-- Names nothing of this schema, for visitors may not enter it.
create or replace function util.add_csv_row(so_far text, csv_row anyelement)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_row json := to_json(csv_row);
    -- As they stand in the address, where a comma may be written otherwise.
    v_columns text[] := regexp_split_to_array(
        current_setting('request.headers', true)::json ->> 'x-csv-columns', ',|%2[Cc]'
    );
    v_unknown text;
    v_names text;
    v_cells text;
begin
    select c.name into v_unknown
    from unnest(v_columns) as c (name)
    where so_far = '' and v_row -> c.name is null
    limit 1;
    if found then
        raise sqlstate '42703' using message = format('There is no column %s', v_unknown);
    end if;

    select
        string_agg('"' || replace(n.name, '"', '""') || '"', ',' order by n.place),
        string_agg(
            case json_typeof(v_row -> n.name)
                when 'null' then ''
                when 'number' then v_row ->> n.name
                when 'boolean' then ((v_row ->> n.name)::boolean::integer)::text
                -- A spreadsheet runs text that begins so; the apostrophe makes it text again.
                else
                    '"'
                    || replace(
                        regexp_replace(v_row ->> n.name, E'^[=+@\t\r\n＝＋－＠-]', E'\'\\&'), '"', '""'
                    )
                    || '"'
            end,
            ',' order by n.place
        )
    into v_names, v_cells
    from unnest(
        coalesce(v_columns, array(select k.name from json_object_keys(v_row) as k (name)))
    ) with ordinality as n (name, place);

    return case so_far when '' then v_names else so_far end || E'\r\n' || v_cells;
end
$$;

comment on function util.add_csv_row(text, anyelement) is
'Adds a row to lines of CSV, beneath a line of the columns'' names if it is the first. Text that a
spreadsheet would take for a formula (it begins with = + - @, also of double width, a tab or a new
line) gets an apostrophe in front; numbers stay numbers, yes and no are 1 and 0, nothing is empty. The header
X-CSV-Columns of the gateway chooses columns.';

grant execute on function util.add_csv_row(text, anyelement)
to anon, authenticated, platform_admin, analyst;
