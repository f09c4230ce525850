create or replace function jobs.start_clock(
    name text, organization_id uuid, reason text, requested_by uuid
)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_attempt integer;
    v_run_id bigint;
begin
    -- What was to be tried again is tried now.
    with retried as (
        update jobs.runs as r
        set retry_at = null
        where
            r.job_name = start_clock.name
            and r.organization_id is not distinct from start_clock.organization_id
            and r.retry_at is not null
        returning r.attempt
    )

    select coalesce(max(retried.attempt), 0) + 1 into v_attempt
    from retried;

    insert into jobs.runs (
        job_name, organization_id, clock_at, reason, requested_by, run_by, attempt, started_at
    )
    values (
        start_clock.name, start_clock.organization_id, util.now(start_clock.organization_id),
        start_clock.reason, start_clock.requested_by, session_user, v_attempt, util.wall_clock()
    )
    returning id into v_run_id;
    return v_run_id;
end
$$;

comment on function jobs.start_clock(text, uuid, text, uuid) is
'Notes that a job begins for one clock, and returns the run.';
