create procedure sidecar.tick()
language plpgsql
as $$
declare
    v_process integer;
    v_name text;
    v_run_id bigint;
begin
    foreach v_process in array coalesce(sidecar.overdue_processes(), '{}') loop
        perform pg_catalog.pg_cancel_backend(v_process);
    end loop;
    foreach v_name in array coalesce(sidecar.due_jobs(), '{}') loop
        v_run_id = sidecar.start_run(v_name);
        continue when v_run_id is null;
        while v_run_id is not null loop
            commit;
            v_run_id = sidecar.perform_run(v_run_id);
        end loop;
        commit;
        perform sidecar.release_job(v_name);
    end loop;
end
$$;

comment on procedure sidecar.tick () is
'Runs what is due where there is no pg_cron, as jobs.tick does where it is: start, work and end are
committed one after the other, so it is a procedure without settings. Several at once share the
work.';

grant execute on procedure sidecar.tick() to sidecar;
