create or replace function billing.refuse_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform util.fail(
        409, 'append_only', 'History is only ever added to',
        jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op))
    );
    return null;
end
$$;

comment on function billing.refuse_change() is
'Trigger: keeps what has happened as it happened.';
