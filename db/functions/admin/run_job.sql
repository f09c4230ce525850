create function admin.run_job(name text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.record_action('job_requested', null, jsonb_build_object('name', run_job.name));
    return json_build_object(
        'name', run_job.name,
        'requested_at', jobs.request_run(run_job.name, identity.require_staff())
    );
end
$$;

comment on function admin.run_job(text) is
$$Run a job soon

Within a minute, as soon as nobody else runs it. Answers {name, requested_at}; what comes of it is in
job_runs. 404 job_not_found.$$;

grant execute on function admin.run_job(text) to platform_admin;
