create or replace function usage.drop_partitions(table_name text, before_at timestamptz)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    v_schema text := (
        select n.nspname::text
        from pg_catalog.pg_extension as e
        inner join pg_catalog.pg_namespace as n on e.extnamespace = n.oid
        where e.extname = 'timescaledb'
    );
    v_name text;
    v_count integer := 0;
begin
    -- Reports wait for it; should one be in its way, it fails, and comes again.
    perform set_config('lock_timeout', '2s', true);

    if v_schema is not null then
        execute format(
            'select count(*) from %I.drop_chunks($1::regclass, older_than => $2)', v_schema
        )
        into v_count
        using 'usage.' || drop_partitions.table_name, drop_partitions.before_at;
        return v_count;
    end if;

    for v_name in
        select c.relname::text
        from pg_catalog.pg_inherits as i
        inner join pg_catalog.pg_class as c on i.inhrelid = c.oid
        where
            i.inhparent = ('usage.' || drop_partitions.table_name)::regclass
            and c.relname < usage.partition_name(
                drop_partitions.table_name, drop_partitions.before_at
            )
    loop
        execute format('drop table usage.%I', v_name);
        v_count = v_count + 1;
    end loop;
    return v_count;
end
$$;

comment on function usage.drop_partitions(text, timestamptz) is
'Drops the partitions of all months before the one of an instant; returns how many.';
