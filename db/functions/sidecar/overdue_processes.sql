create function sidecar.overdue_processes()
returns integer[]
language sql
stable
security definer -- the sidecar may call this and nothing beneath it
set search_path = ''
as $$
    select jobs.overdue_processes()
$$;

comment on function sidecar.overdue_processes() is
'The sidecar''s sessions whose job has run for longer than it may; null if there is none.';

grant execute on function sidecar.overdue_processes() to sidecar;
