-- Who works: record_heartbeat and health.
begin;
\ir ../_helpers.sql
select plan(7);

set local role sidecar;
select is(sidecar.health() ->> 'status', 'ok', 'the database answers');
select is(
    sidecar.health() ->> 'last_heartbeat_age_seconds', null, 'no worker was ever seen'
);
select sidecar.record_heartbeat('one');
select sidecar.record_heartbeat('two');
select sidecar.record_heartbeat('one');
select cmp_ok(
    (sidecar.health() ->> 'last_heartbeat_age_seconds')::double precision, '<', 5::double precision,
    'a heartbeat is remembered'
);
select throws_ok($$ select 1 from jobs.workers $$, '42501', null, 'the sidecar reaches no table');

reset role;
set local role unison_owner;
select results_eq(
    $$ select name from jobs.workers order by name $$,
    array['one', 'two'],
    'one row for each worker'
);
update jobs.workers
set
    first_seen_at = first_seen_at - interval '8 days',
    last_seen_at = last_seen_at - interval '8 days';
select jobs.record_heartbeat('one');
select results_eq(
    $$ select name from jobs.workers $$, array['one'], 'who was not seen for a week is forgotten'
);
select ok(
    (select w.first_seen_at < w.last_seen_at from jobs.workers as w), 'who comes back is the same'
);

select * from finish();
rollback;
