-- Schedules have five fields, are UTC, and mean what cron has always meant by them.
begin;
\ir ../_helpers.sql
select plan(18);
set local time zone 'Asia/Kolkata';

create function tests.slots(schedule text, on_day date)
returns text
language sql
set search_path = ''
as $$
with recursive found as (
    select
        jobs.next_slot(
            slots.schedule, slots.on_day::timestamp at time zone 'UTC' - interval '1 second'
        ) as at
    union all
    select jobs.next_slot(slots.schedule, s.at)
    from found as s
    where s.at < (slots.on_day + 1)::timestamp at time zone 'UTC'
)

select pg_catalog.string_agg(
    pg_catalog.to_char(s.at at time zone 'UTC', 'HH24:MI'), ' ' order by s.at
)
from found as s
where s.at < (slots.on_day + 1)::timestamp at time zone 'UTC';
$$;

select is(tests.slots('0 2 * * *', '2026-03-01'), '02:00', 'daily');
select is(
    tests.slots('*/20 1-2 * * *', '2026-03-01'),
    '01:00 01:20 01:40 02:00 02:20 02:40',
    'steps and ranges'
);
select is(tests.slots('5,3-5 0 * * *', '2026-03-01'), '00:03 00:04 00:05', 'lists, each time once');
select is(tests.slots('0 0-12/6 * * *', '2026-03-01'), '00:00 06:00 12:00', 'steps of a range');
select is(tests.slots('0 0 * * 0', '2026-03-01'), '00:00', 'Sunday is 0');
select is(tests.slots('0 0 * * 7', '2026-03-01'), '00:00', 'and 7');
select is(tests.slots('0 0 * * 1', '2026-03-01'), null, 'and not 1');
select is(tests.slots('0 0 13 * 5', '2026-03-13'), '00:00', 'a day of both kinds');
select is(tests.slots('0 0 13 * 5', '2026-03-20'), '00:00', 'or of one');
select is(tests.slots('0 0 13 * 5', '2026-03-21'), null, 'but not of none');
select is(tests.slots('0 0 13 */2 *', '2026-02-13'), null, 'every second month begins in January');

select is(
    jobs.last_slot('0 2 * * *', '2026-03-01 02:00+00', '2026-03-02 01:59+00'),
    null,
    'a slot that was served is not due again'
);
select is(
    jobs.last_slot('0 2 * * *', '2026-02-01 02:00+00', '2026-03-02 01:59+00'),
    '2026-03-01 02:00+00'::timestamptz,
    'of a month that was missed the last slot is due'
);
select is(
    jobs.next_slot('0 0 29 2 *', '2026-03-01 00:00+00'),
    '2028-02-29 00:00+00'::timestamptz,
    'the next may be years away'
);

select is_empty(
    $$
        select s.schedule, t.at, n.slot
        from unnest(array[
            '* * * * *', '*/15 * * * *', '5,3-5 0 * * *', '0 */6 * * *', '59 23 * * *', '0 0 * * 0',
            '*/20 1-2 13 * 5', '*/15 0-6,22,23 1-7 1,4,7,10 1-5/2'
        ]) as s (schedule)
        cross join generate_series(
            timestamptz '2026-02-27 23:59+00', '2026-04-02 00:00+00', interval '7 hours 20 minutes'
        ) as t (at)
        cross join jobs.next_slot(s.schedule, t.at) as n (slot)
        where
            n.slot <= t.at
            or jobs.last_slot(s.schedule, t.at, n.slot) is distinct from n.slot
            or jobs.last_slot(s.schedule, t.at, n.slot - interval '1 second') is not null
    $$,
    'what comes next is what was last when it comes, and between there is none'
);

create function tests.register(schedule text)
returns void
language sql
set search_path = ''
as $$
insert into jobs.registry (
    name, schedule, function, timeout_seconds, is_per_clock, description, registered_at
)
values ('planted', register.schedule, 'jobs.purge_runs', 1, false, 'Planted', util.wall_clock());
$$;

create function tests.is_refused(statement text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    execute is_refused.statement;
    return false;
exception
    when check_violation or invalid_parameter_value then return true;
end
$$;

select throws_ok(
    $$ select tests.register('0 0 2 * * *') $$, '23514', null,
    'six fields, which pg_cron would misread, are refused'
);
select is(
    (
        select count(*)
        from (
            values
            ('60 * * * *'), ('* 24 * * *'), ('* * 0 * *'), ('* * * 13 *'), ('* * * * 8'),
            ('5-3 * * * *'), ('*/0 * * * *'), ('5/10 * * * *'), ('1- * * * *'), (', * * * *'),
            ('0 0 30 2 *'), ('@daily'), ('0  2 * * *'), ('0 2 * * mon'), ('')
        ) as v (schedule)
        where tests.is_refused(format('select tests.register(%L)', v.schedule))
    ),
    15::bigint,
    'so is whatever cannot be read, or never comes'
);
select lives_ok(
    $$ select tests.register('*/15 0-6,22,23 1-7 1,4,7,10 1-5/2') $$, 'and no more than that'
);

select * from finish();
rollback;
