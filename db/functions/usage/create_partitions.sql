create or replace function usage.create_partitions()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.now();
begin
    return (
        select sum(usage.require_partitions(t.name, v_now, util.add_months(v_now, 2)))::bigint
        from (values ('events'), ('snapshots')) as t (name)
    );
end
$$;

comment on function usage.create_partitions() is
'Job: makes the partitions of this month and the two that follow, so that no request has to. Those
of a sandbox far ahead are made when it needs them.';
