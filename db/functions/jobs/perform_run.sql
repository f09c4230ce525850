create or replace function jobs.perform_run(run_id bigint)
returns bigint
language plpgsql
security definer -- a job does what only the owner may
set search_path = ''
as $$
declare
    v_run jobs.runs;
    v_job jobs.registry;
    v_function text;
    v_now timestamptz;
    v_rows_handled bigint;
    v_error text;
    v_context text;
    v_next_id uuid;
begin
    select r.* into strict v_run
    from jobs.runs as r
    where r.id = perform_run.run_id and r.finished_at is null;
    select g.* into strict v_job
    from jobs.registry as g
    where g.name = v_run.job_name;
    v_function = format(
        '%I.%I', split_part(v_job.function, '.', 1), split_part(v_job.function, '.', 2)
    );

    perform audit.note_job(v_job.name);
    begin
        if v_job.is_per_clock then
            execute 'select ' || v_function || '($1)'
            into strict v_rows_handled using v_run.organization_id;
        else
            execute 'select ' || v_function || '()' into strict v_rows_handled;
        end if;
        if v_rows_handled is null then
            raise null_value_not_allowed using message = v_job.function || ' has counted nothing';
        end if;
    exception
        -- Others are all but these two; a job that overstays is cancelled by the tick.
        when query_canceled or assert_failure or others then
            get stacked diagnostics v_error = message_text, v_context = pg_exception_context;
            v_rows_handled = null;
            v_error = concat_ws(e'\n', sqlstate || ': ' || v_error, v_context);
    end;

    v_now = util.wall_clock();
    update jobs.runs as r
    set
        finished_at = v_now,
        outcome = case when v_error is null then 'succeeded' else 'failed' end,
        rows_handled = v_rows_handled,
        error = v_error,
        retry_at = case when v_error is not null then v_now + jobs.retry_delay(r.attempt) end
    where r.id = perform_run.run_id;

    if not v_job.is_per_clock then
        return null;
    end if;
    -- A sandbox for which there was nothing to do leaves no trace.
    delete from jobs.runs as r
    where
        r.id = perform_run.run_id
        and r.organization_id is not null
        and r.rows_handled = 0
        and r.attempt = 1;

    select c.organization_id into v_next_id
    from util.clocks as c
    where
        c.organization_id is not null
        and (v_run.organization_id is null or c.organization_id > v_run.organization_id)
    order by c.organization_id
    limit 1;
    if v_next_id is null then
        return null;
    end if;
    return jobs.start_clock(v_run.job_name, v_next_id, v_run.reason, v_run.requested_by);
end
$$;

comment on function jobs.perform_run(bigint) is
'Does a job for the clock of a run that has begun, notes the end or the error, and begins the run
for the next clock of a sandbox organization; null after the last.';

grant execute on function jobs.perform_run(bigint) to cron_runner;
