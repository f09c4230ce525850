create or replace function usage.partition_name(table_name text, month_at timestamptz)
returns text
language sql
immutable
begin atomic
    select
        format(
            '%s_%s',
            partition_name.table_name,
            to_char(partition_name.month_at at time zone 'UTC', 'YYYY_MM')
        );
end;

comment on function usage.partition_name(text, timestamptz) is
'What the partition for a month (UTC) is called: events_2026_11.';
