-- Names nothing of this schema, for visitors may not enter it; a polymorphic body is bound late.
create or replace function util.add_csv_row(so_far text, csv_row anyelement)
returns text
language sql
immutable
set search_path = ''
as $$
    select
        case so_far
            when '' then string_agg('"' || replace(c.name, '"', '""') || '"', ',' order by c.place)
            else so_far
        end
        || E'\r\n'
        || string_agg(
            case json_typeof(c.value)
                when 'null' then ''
                when 'number' then c.value #>> '{}'
                when 'boolean' then ((c.value #>> '{}')::boolean::integer)::text
                -- A spreadsheet runs text that begins so; the apostrophe makes it text again.
                else
                    '"'
                    || replace(
                        regexp_replace(c.value #>> '{}', E'^[=+@\t\r-]', E'''\\&'), '"', '""'
                    )
                    || '"'
            end,
            ',' order by c.place
        )
    from json_each(to_json(csv_row)) with ordinality as c (name, value, place)
$$;

comment on function util.add_csv_row(text, anyelement) is
'Adds a row to lines of CSV, beneath a line of the columns'' names if it is the first. Text that a
spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage return) gets an
apostrophe in front; numbers stay numbers, yes and no are 1 and 0, nothing is empty.';

grant execute on function util.add_csv_row(text, anyelement)
to anon, authenticated, platform_admin, analyst;
