-- Days that are left, as a countdown shows them.
begin;
\ir ../_helpers.sql
select plan(7);

select tests.create_organization('acme') as acme \gset

select is(util.days_until(util.now() + interval '336 hours'), 14, 'two weeks are 14 days');
select is(util.days_until(util.now() + interval '335 hours'), 14, 'a begun day counts whole');
select is(util.days_until(util.now() + interval '1 second'), 1, 'to the last second');
select is(util.days_until(util.now()), 0, 'then there is none');
select is(util.days_until(util.now() - interval '90 hours'), 0, 'and never fewer than none');
select is(util.days_until(null), null, 'what never ends has no days');

select util.advance_clock(:'acme', util.now() + interval '240 hours');
select is(
    util.days_until(transaction_timestamp() + interval '336 hours', :'acme'),
    4,
    'an organization counts by its own clock'
);

select * from finish();
rollback;
