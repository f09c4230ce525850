create or replace procedure jobs.tick()
language plpgsql
as $$
declare
    v_process integer;
    v_name text;
begin
    foreach v_process in array coalesce(jobs.overdue_processes(), '{}') loop
        perform pg_catalog.pg_cancel_backend(v_process);
    end loop;
    if jobs.has_cron() then
        perform jobs.place_cron_entries();
        perform jobs.purge_cron_runs();
    end if;
    commit;
    foreach v_name in array coalesce(jobs.due_jobs(), '{}') loop
        call jobs.run(v_name, only_if_due => true);
    end loop;
end
$$;

comment on procedure jobs.tick () is
'Called every minute: cancels jobs that overstay, makes pg_cron''s entries follow the registry, and
runs what is due. Several at once share the work, so that one long job does not keep the others.';

grant execute on procedure jobs.tick() to cron_runner;
