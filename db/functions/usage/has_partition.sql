create or replace function usage.has_partition(table_name text, month_at timestamptz)
returns boolean
language sql
stable
begin atomic
    select
        -- A hypertable sees to itself.
        t.relkind <> 'p'
        or exists (
            select
            from pg_catalog.pg_inherits as i
            inner join pg_catalog.pg_class as c on i.inhrelid = c.oid
            where
                i.inhparent = t.oid
                and c.relname = usage.partition_name(
                    has_partition.table_name, has_partition.month_at
                )
        )
    from pg_catalog.pg_class as t
    where
        t.relnamespace = 'usage'::regnamespace and t.relname = has_partition.table_name;
end;

comment on function usage.has_partition(text, timestamptz) is
'Whether rows of that month (UTC) have where to go.';
