create or replace function util.finish_csv(so_far text)
returns util."text/csv"
language sql
immutable
begin atomic
    select finish_csv.so_far;
end;

comment on function util.finish_csv(text) is 'Says that a text is CSV.';

grant execute on function util.finish_csv(text) to anon, authenticated, platform_admin, analyst;
