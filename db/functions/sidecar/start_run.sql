create function sidecar.start_run(job_name text)
returns bigint
language sql
volatile
security definer -- the sidecar may call this and nothing beneath it
set search_path = ''
as $$
    select jobs.start_run(start_run.job_name, only_if_due => true)
$$;

comment on function sidecar.start_run(text) is
'Notes that a job begins and takes its lock; null if it is not due any more, or another session has
it.';

grant execute on function sidecar.start_run(text) to sidecar;
