create or replace function audit.shown_values(columns jsonb, shown_columns text[])
returns jsonb
language sql
stable
begin atomic
    select audit.revealed_values(jsonb_object_agg(c.key, c.value))
    from jsonb_each(shown_values.columns) as c
    where c.key = any(shown_values.shown_columns);
end;

comment on function audit.shown_values(jsonb, text[]) is
'What an organization reads of recorded columns: not what the staff note about it.';

grant execute on function audit.shown_values(jsonb, text[]) to authenticated;
