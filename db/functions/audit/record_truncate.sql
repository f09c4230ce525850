create or replace function audit.record_truncate()
returns trigger
language plpgsql
security definer -- nobody may write the log, and whatever anybody empties is logged
set search_path = ''
as $$
declare
    v_rows bigint;
begin
    execute format('select count(*) from %s', tg_relid::regclass) into v_rows;
    perform audit.write_entry(
        null, 'truncated', tg_table_schema || '.' || tg_table_name, null,
        jsonb_build_object('rows', v_rows), null
    );
    return null;
end
$$;

comment on function audit.record_truncate() is
'A trigger before a table is emptied, which no trigger for rows would see: records that, and of how
many rows.';
