create or replace function usage.detach_limit(table_name regclass)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_feature_code text;
    v_trigger name;
begin
    delete from usage.counted_tables as t
    where t.table_name = detach_limit.table_name
    returning t.feature_code into v_feature_code;

    if v_feature_code is null then
        return;
    end if;

    for v_trigger in
        select t.tgname
        from pg_catalog.pg_trigger as t
        where
            t.tgrelid = detach_limit.table_name
            and (
                t.tgfoid in (
                    'usage.count_inserted_rows()'::regprocedure,
                    'usage.count_deleted_rows()'::regprocedure,
                    'usage.count_changed_rows()'::regprocedure,
                    'usage.refuse_uncounted_change()'::regprocedure
                )
                -- With an argument it guards a feature, which stays.
                or t.tgfoid = 'usage.guard_written_rows()'::regprocedure and t.tgnargs = 0
            )
    loop
        execute format('drop trigger %I on %s', v_trigger, detach_limit.table_name);
    end loop;

    perform usage.reset_counters(v_feature_code);
end
$$;

comment on function usage.detach_limit(regclass) is
$$Undoes usage.enforce_limit: the rows of a table are counted no more

They give back what they have taken; other tables that count for the limit keep it. A feature that
the table takes (usage.enforce_feature) stays. Repeatable, as a table that is not counted is left
alone. Call it before a counted table is dropped.$$;
