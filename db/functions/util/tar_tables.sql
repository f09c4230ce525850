create or replace function util.tar_tables(names text[], tables jsonb[], at timestamptz)
returns bytea
language sql
immutable
set search_path = ''
as $$
    select
        coalesce(
            string_agg(
                util.tar_file(
                    t.name || '.json', convert_to(jsonb_pretty(t.rows), 'UTF8'), tar_tables.at
                )
                || util.tar_file(
                    t.name || '.csv', convert_to(util.csv_of(t.rows), 'UTF8'), tar_tables.at
                ),
                '' order by t.name
            ),
            ''
        )
        || decode(repeat('00', 1024), 'hex')
    from unnest(tar_tables.names, tar_tables.tables) as t (name, rows)
$$;

comment on function util.tar_tables(text[], jsonb[], timestamptz) is
'An archive that holds each table twice: as JSON, and as CSV.';
