create or replace function jobs.request_run(name text, requested_by uuid)
returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
    v_requested_at timestamptz;
begin
    update jobs.registry as g
    set requested_at = util.wall_clock(), requested_by = request_run.requested_by
    where g.name = request_run.name
    returning g.requested_at into v_requested_at;
    if v_requested_at is null then
        perform util.fail(404, 'job_not_found', 'There is no such job');
    end if;
    return v_requested_at;
end
$$;

comment on function jobs.request_run(text, uuid) is
'Sets a job due: the next tick starts it, within a minute.';
