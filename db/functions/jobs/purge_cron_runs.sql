create or replace function jobs.purge_cron_runs()
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- As the role whose entries they are: pg_cron shows them to no other. A hundred at a time, by
    -- the key, are more than a minute adds; a week is counted back from the newest.
    execute $query$
        delete from cron.job_run_details as d
        where
            d.runid in (
                select o.runid
                from cron.job_run_details as o
                order by o.runid
                limit 100
            )
            and coalesce(d.end_time, d.start_time, '-infinity') < (
                select n.start_time - interval '7 days'
                from cron.job_run_details as n
                where n.start_time is not null
                order by n.runid desc
                limit 1
            )
    $query$;
end
$$;

comment on function jobs.purge_cron_runs() is
'Deletes what pg_cron notes about each start, after a week: it keeps it for ever. Whether a job
failed stands in jobs.runs.';

grant execute on function jobs.purge_cron_runs() to cron_runner;
