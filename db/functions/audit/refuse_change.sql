create or replace function audit.refuse_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform util.fail(
        409, 'append_only', 'What was recorded stays as it is',
        jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op))
    );
    return null;
end
$$;

comment on function audit.refuse_change() is
'A trigger before what must not happen: no function changes what was recorded, not even one with the
owner''s rights. What the owner does without the trigger, audit.find_tampering finds.';
