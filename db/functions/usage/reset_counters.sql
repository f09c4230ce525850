create or replace function usage.reset_counters(feature_code text)
returns void
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_table regclass;
begin
    -- Nobody writes to what is counted until the counters say so.
    for v_table in
        select t.table_name
        from usage.counted_tables as t
        inner join pg_catalog.pg_class as c on t.table_name = c.oid
        where t.feature_code = reset_counters.feature_code
        order by t.table_name
    loop
        execute format('lock table %s in share row exclusive mode', v_table);
    end loop;

    insert into usage.counters as c (organization_id, feature_code, used)
    select r.organization_id, reset_counters.feature_code, r.amount
    from usage.count_rows(reset_counters.feature_code) as r
    on conflict on constraint counters_pkey do update
        set used = excluded.used
        where c.used <> excluded.used;

    update usage.counters as c
    set used = 0
    where
        c.feature_code = reset_counters.feature_code
        and c.used <> 0
        and not exists (
            select from usage.count_rows(reset_counters.feature_code) as r
            where r.organization_id = c.organization_id
        );
end
$$;

comment on function usage.reset_counters(text) is
'Counts anew what a limit counts. Needed when a table is attached; otherwise counters are exact, as
usage.counter_drifts shows.';
