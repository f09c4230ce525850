create or replace function jobs.purge_runs()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_rows bigint;
begin
    -- The last run of each job stays: it tells what has been made up for.
    delete from jobs.runs as r
    where
        r.started_at < v_now - case
            when r.outcome = 'succeeded' and r.rows_handled = 0 then interval '2 days'
            else make_interval(days => util.setting('job_run_retention_days')::integer)
        end
        and r.finished_at is not null
        and r.retry_at is null
        and exists (
            select from jobs.runs as l
            where
                l.job_name = r.job_name
                and l.organization_id is not distinct from r.organization_id
                and l.id > r.id
        );
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

comment on function jobs.purge_runs() is
'A job: deletes runs past their retention, after two days those that found nothing to do.';
