create function sidecar.due_jobs()
returns text[]
language sql
stable
security definer -- the sidecar may call this and nothing beneath it
set search_path = ''
as $$
    select jobs.due_jobs()
    where not jobs.has_cron()
$$;

comment on function sidecar.due_jobs() is
'The jobs that are due, the longest due first; null if there is none, or pg_cron sees to them.';

grant execute on function sidecar.due_jobs() to sidecar;
