create function sidecar.perform_run(run_id bigint)
returns bigint
language sql
volatile
security definer -- the sidecar may call this and nothing beneath it
set search_path = ''
as $$
    select jobs.perform_run(perform_run.run_id)
$$;

comment on function sidecar.perform_run(bigint) is
'Does a job that has begun, and begins it for the next clock; null after the last.';

grant execute on function sidecar.perform_run(bigint) to sidecar;
