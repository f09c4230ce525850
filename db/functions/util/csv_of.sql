create or replace function util.csv_of(rows jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
    with columns as (
        select distinct k.name
        from jsonb_array_elements(rows) as r (line)
        cross join jsonb_object_keys(r.line) as k (name)
    ),

    lines as (
        select
            r.place,
            (
                -- Each line has all columns, in one order.
                select json_object_agg(c.name, r.line -> c.name order by c.name)
                from columns as c
            ) as line
        from jsonb_array_elements(rows) with ordinality as r (line, place)
    )

    select coalesce(
        (
            select string_agg(distinct '"' || c.name || '"', ',')
            from columns as c
        )
        || coalesce(string_agg(substr(x.line, strpos(x.line, E'\r\n')), '' order by l.place), '')
        || E'\r\n',
        ''
    )
    from lines as l
    cross join util.add_csv_row('', l.line) as x (line)
$$;

comment on function util.csv_of(jsonb) is
'An array of JSON objects as CSV, with a line of names above; made safe for spreadsheets as
util.add_csv_row does it. Nothing for no rows.';
