create or replace function usage.refuse_uncounted_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform util.fail(
        409, 'counted_rows',
        case tg_op
            when 'TRUNCATE' then 'Rows that a limit counts are deleted, not truncated'
            else 'A row that a limit counts stays with its organization'
        end,
        jsonb_build_object(
            'table', format('%s.%s', tg_table_schema, tg_table_name), 'operation', lower(tg_op)
        )
    );
    return null;
end
$$;

comment on function usage.refuse_uncounted_change() is
'Trigger: refuses what would change how many rows an organization has without being counted.';
