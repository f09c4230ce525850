create or replace procedure jobs.run(name text, only_if_due boolean default false)
language plpgsql
as $$
declare
    v_run_id bigint := jobs.start_run(run.name, run.only_if_due);
begin
    if v_run_id is null then
        return;
    end if;
    while v_run_id is not null loop
        commit;
        v_run_id = jobs.perform_run(v_run_id);
    end loop;
    commit;
    perform jobs.release_job(run.name);
end
$$;

comment on procedure jobs.run (text, boolean) is
'Runs a job now, unless another session does: for the platform''s clock, and if it is one for each
clock, for every sandbox organization''s in a transaction of its own. Start, work and end are
committed one after the other, so it is a procedure without settings: no other can commit.';

grant execute on procedure jobs.run(text, boolean) to cron_runner;
