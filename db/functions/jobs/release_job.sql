create or replace function jobs.release_job(name text)
returns boolean
language sql
volatile
security definer -- pg_cron's role may ask for no key
set search_path = ''
as $$
    select pg_advisory_unlock(k.space, k.key)
    from jobs.lock_key(release_job.name) as k
$$;

comment on function jobs.release_job(text) is
'Gives a job''s lock back, once the end of its last run is committed.';

grant execute on function jobs.release_job(text) to cron_runner;
