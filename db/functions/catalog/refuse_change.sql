create or replace function catalog.refuse_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform util.fail(
        409, 'published_immutable', 'What is published does not change: publish a new version',
        jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op))
    );
    return null;
end
$$;

comment on function catalog.refuse_change() is
'Trigger: refuses the change; the trigger''s condition says when.';
