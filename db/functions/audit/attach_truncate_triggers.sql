create or replace function audit.attach_truncate_triggers()
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_missing record;
    v_needless record;
begin
    for v_needless in
        select
            t.tgname as name,
            t.tgrelid::regclass as relation
        from pg_catalog.pg_trigger as t
        where
            t.tgfoid = 'audit.record_truncate'::regproc
            and t.tgrelid not in (select s.kind::regclass from audit.subjects as s)
    loop
        execute format('drop trigger %I on %s', v_needless.name, v_needless.relation);
    end loop;
    for v_missing in
        select
            split_part(s.kind, '.', 1) as schema_name,
            split_part(s.kind, '.', 2) as table_name
        from audit.subjects as s
        where not exists (
            select from pg_catalog.pg_trigger as t
            where
                t.tgfoid = 'audit.record_truncate'::regproc
                and t.tgrelid = s.kind::regclass
        )
    loop
        execute format(
            'create trigger %I before truncate on %I.%I '
            'for each statement execute function audit.record_truncate()',
            v_missing.table_name || '_record_truncate',
            v_missing.schema_name,
            v_missing.table_name
        );
    end loop;
end
$$;

comment on function audit.attach_truncate_triggers() is
'Makes the triggers that record who empties a table: one for each subject, and for no other table.';
