create or replace function usage.purge_snapshots()
returns bigint
language plpgsql
set search_path = ''
as $$
begin
    return usage.drop_partitions(
        'snapshots',
        util.now()
        - make_interval(days => util.setting('usage_snapshot_retention_days')::integer)
    )::bigint;
end
$$;

comment on function usage.purge_snapshots() is
'Job: drops the partitions of snapshots that are older than the retention; returns how many.';
