create or replace function jobs.request_clock_runs()
returns void
language sql
volatile
set search_path = ''
as $$
    update jobs.registry as g
    set requested_at = util.wall_clock()
    where g.is_per_clock
$$;

comment on function jobs.request_clock_runs() is
'Sets due what depends on a clock, for one was moved.';
