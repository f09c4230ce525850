-- Staff see the jobs, their runs and failures, and have one run.
begin;
\ir ../_helpers.sql
select plan(15);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
update identity.organizations set is_sandbox = true where id = :'acme';
select count(*) as all_jobs from jobs.registry \gset
-- Registered tomorrow, no job is due by its schedule, whatever the clock says during the test.
update jobs.registry set registered_at = util.wall_clock() + interval '1 day';

select tests.act_as(:'ada', :'acme');
select throws_ok(
    $$ select admin.run_job('expire_trials') $$, '42501', null, 'no customer runs jobs'
);
select throws_ok($$ select 1 from admin.job_runs $$, '42501', null, 'nor sees them');

select tests.act_as_staff();
select is(
    (select count(*) from admin.jobs), :all_jobs::bigint, 'staff see all jobs'
);
select is(
    (select j.schedule from admin.jobs as j where j.name = 'expire_trials'), '0 2 * * *',
    'trials end at 02:00 UTC'
);
select ok(
    (select bool_and(j.next_run_at > clock_timestamp()) from admin.jobs as j),
    'each knows when it will run next'
);
select throws_like(
    $$ select admin.run_job('nothing') $$, '%"job_not_found"%', 'what is none cannot be run'
);
select admin.run_job('expire_trials') as answer;
select results_eq(
    $$ select name from admin.jobs where requested_at is not null $$, array['expire_trials'],
    'a job is set due'
);
select tests.reset_role();
select results_eq(
    $$
    select name, due_reason from jobs.states(null) where due_at is not null
    $$,
    $$ values ('expire_trials', 'request') $$,
    'and is the only one that is'
);

set local role cron_runner;
select jobs.perform_run(jobs.start_run('expire_trials', true));
select jobs.release_job('expire_trials');
select is(jobs.due_jobs(), null, 'afterwards it is not');
select is(jobs.start_run('expire_trials', true), null, 'and is not begun again');
select throws_ok('select 1 from jobs.runs', '42501', null, 'pg_cron''s role reads no table');
select tests.act_as_staff();
select results_eq(
    $$ select job_name, reason, outcome, rows_handled, requested_by is not null
    from admin.job_runs $$,
    $$ values ('expire_trials', 'request', 'succeeded', 0::bigint, true) $$,
    'the run is there to be seen, with who asked for it'
);

select admin.advance_clock(:'acme', now() + interval '2 days');
select tests.reset_role();
select results_eq(
    $$ select name from jobs.states(null) where due_reason = 'request'
    order by name $$,
    $$ select name from jobs.registry where is_per_clock order by name $$,
    'when a clock is moved, what goes by it is due'
);

insert into jobs.registry (
    name, schedule, function, timeout_seconds, is_per_clock, description, registered_at
)
values ('planted', '0 3 * * *', 'jobs.nothing', 60, false, 'Planted', util.wall_clock());
select throws_ok('select jobs.require_functions()', '42883', null, 'a job needs its function');
select jobs.perform_run(jobs.start_run('planted', false));
select tests.act_as_staff();
select results_eq(
    $$ select last_outcome, last_error like '42883: %', failing_clocks, retry_at > last_started_at
    from admin.jobs where name = 'planted' $$,
    $$ values ('failed', true, 1::bigint, true) $$,
    'a failure is seen, and when it is tried again'
);

select * from finish();
rollback;
