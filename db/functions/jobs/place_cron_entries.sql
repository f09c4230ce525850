create or replace function jobs.place_cron_entries()
returns void
language plpgsql
set search_path = ''
as $$
begin
    -- Not compiled where there is no pg_cron. Its tables show each role its own entries.
    execute $query$
        select cron.unschedule(j.jobid)
        from cron.job as j
        where
            j.username = current_user
            and j.database = current_database()
            and j.command like 'call jobs.run(%'
            and not exists (
                select from jobs.cron_entries() as e
                where e.name = j.jobname
            )
    $query$;
    execute $query$
        select cron.schedule(e.name, e.schedule, e.command)
        from jobs.cron_entries() as e
        where not exists (
            select from cron.job as j
            where
                j.username = current_user
                and j.database = current_database()
                and (j.jobname, j.schedule, j.command) = (e.name, e.schedule, e.command)
        )
    $query$;
end
$$;

comment on function jobs.place_cron_entries() is
'Makes pg_cron''s entries for the caller''s role follow the registry.';

grant execute on function jobs.place_cron_entries() to cron_runner;
