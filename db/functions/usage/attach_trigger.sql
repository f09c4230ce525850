create or replace function usage.attach_trigger(
    table_name regclass,
    suffix text,
    event text,
    function_name text,
    arguments text[] default '{}'
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_name text;
    v_arguments text;
begin
    select c.relname || attach_trigger.suffix into strict v_name
    from pg_catalog.pg_class as c
    where c.oid = attach_trigger.table_name;

    select coalesce(string_agg(quote_literal(a.value), ', ' order by a.position), '')
    into v_arguments
    from unnest(attach_trigger.arguments) with ordinality as a (value, position);

    -- To replace one that is the same would lock the table at every deploy.
    if not exists (
        select from pg_catalog.pg_trigger as t
        where
            t.tgrelid = attach_trigger.table_name
            and t.tgname = v_name
            and right(
                pg_catalog.pg_get_triggerdef(t.oid),
                length(format('EXECUTE FUNCTION usage.%s(%s)', function_name, v_arguments))
            ) = format('EXECUTE FUNCTION usage.%s(%s)', function_name, v_arguments)
    ) then
        execute format(
            'create or replace trigger %I %s execute function usage.%I(%s)',
            v_name,
            format(attach_trigger.event, attach_trigger.table_name),
            attach_trigger.function_name,
            v_arguments
        );
    end if;
end
$$;

comment on function usage.attach_trigger(regclass, text, text, text, text[]) is
'Puts a trigger of ours on a table, unless it is there. event is what stands before EXECUTE, with %s
for the table.';
