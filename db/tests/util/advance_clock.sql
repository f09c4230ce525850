-- Business time runs ahead of real time where it was told to, and never goes back.
begin;
\ir ../_helpers.sql
select plan(15);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset

select is(util.now(), transaction_timestamp(), 'business time is real time at first');
select is(util.now(:'acme'), transaction_timestamp(), 'for organizations as well');
select cmp_ok(util.wall_clock(), '>', transaction_timestamp(), 'the wall clock ticks meanwhile');

select is(
    util.advance_clock(:'acme', transaction_timestamp() + interval '30 days'),
    transaction_timestamp() + interval '30 days',
    'a clock is moved to a time'
);
select is(
    util.now(:'acme'),
    transaction_timestamp() + interval '30 days',
    'and that is the organization''s time'
);
select is(util.now(:'globex'), transaction_timestamp(), 'and not another''s');
select is(util.now(), transaction_timestamp(), 'nor the platform''s');

select throws_like(
    format(
        $$ select util.advance_clock(%L, transaction_timestamp() + interval '29 days') $$, :'acme'
    ),
    '%"code" : "clock_refused"%',
    'it never goes back'
);
select throws_like(
    $$ select util.advance_clock(null, 'infinity') $$,
    '%"code" : "invalid_argument"%',
    'nor to the end of time'
);

select util.advance_clock(null, transaction_timestamp() + interval '10 days');
select is(
    util.now(:'globex'),
    transaction_timestamp() + interval '10 days',
    'who has no clock follows the platform''s'
);
select is(
    util.now(:'acme'),
    transaction_timestamp() + interval '30 days',
    'who has one does not'
);

set local time zone 'America/New_York';
select util.advance_clock(:'globex', transaction_timestamp() + interval '8760 hours');
select is(
    util.now(:'globex') - transaction_timestamp(),
    interval '365 days',
    'no summer time comes between, in any zone'
);
select throws_ok(
    format($$ update util.clocks set ahead_by = '1 month' where organization_id = %L $$, :'globex'),
    '23514',
    null,
    'for an offset is hours, never days or months'
);

select util.set_setting('environment', '"production"');
select throws_like(
    $$ select util.advance_clock(null, transaction_timestamp() + interval '11 days') $$,
    '%"code" : "clock_refused"%',
    'production has no clock for the platform'
);
select lives_ok(
    format(
        $$ select util.advance_clock(%L, transaction_timestamp() + interval '31 days') $$, :'acme'
    ),
    'but for organizations'
);

select * from finish();
rollback;
