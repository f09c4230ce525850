create function sidecar.release_job(job_name text)
returns boolean
language sql
volatile
security definer -- the sidecar may call this and nothing beneath it
set search_path = ''
as $$
    select jobs.release_job(release_job.job_name)
$$;

comment on function sidecar.release_job(text) is
'Gives a job''s lock back, once the end of its last run is committed.';

grant execute on function sidecar.release_job(text) to sidecar;
