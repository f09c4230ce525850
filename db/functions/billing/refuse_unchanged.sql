create or replace function billing.refuse_unchanged(message text, hint text default null)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    perform util.fail(409, 'unchanged', refuse_unchanged.message, hint => refuse_unchanged.hint);
end
$$;

comment on function billing.refuse_unchanged(text, text) is
'Refuses what would change nothing: a second click, or a page that was open for too long.';
