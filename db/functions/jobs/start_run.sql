create or replace function jobs.start_run(name text, only_if_due boolean)
returns bigint
language plpgsql
security definer -- pg_cron's role may write no table
set search_path = ''
as $$
declare
    v_job jobs.registry;
    v_lock record := jobs.lock_key(name);
    v_now timestamptz;
    v_reason text;
begin
    select g.* into v_job
    from jobs.registry as g
    where g.name = start_run.name;
    if v_job.name is null then
        perform util.fail(404, 'job_not_found', 'There is no such job');
    end if;

    -- Whoever holds this knows that nobody else is at it. It outlives the commit.
    select s.due_reason into v_reason
    from jobs.states(start_run.name) as s;
    if (only_if_due and v_reason is null)
        or not pg_try_advisory_lock(v_lock.space, v_lock.key)
    then
        return null;
    end if;

    v_now = util.wall_clock();
    update jobs.runs as r
    set
        finished_at = v_now,
        outcome = 'interrupted',
        error = 'Its session ended before it did',
        retry_at = v_now
    where r.job_name = start_run.name and r.finished_at is null;

    update jobs.registry as g
    set requested_at = null, requested_by = null
    where g.name = start_run.name and g.requested_at is not null;

    return jobs.start_clock(
        name, null, coalesce(v_reason, 'call'),
        case when v_reason = 'request' then v_job.requested_by end
    );
end
$$;

comment on function jobs.start_run(text, boolean) is
'Takes a job''s lock and notes that it begins, for the platform''s clock. Null if another session
has it, or it is to run only if it is due and is not.';

grant execute on function jobs.start_run(text, boolean) to cron_runner;
