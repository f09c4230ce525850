begin;
\ir ../_helpers.sql
select plan(9);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
update identity.organizations set is_sandbox = true where id = :'acme';

create function tests.period()
returns text
language sql
stable
as $$
select pg_catalog.concat_ws(
    ' to ',
    pg_catalog.to_char(p.period_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI'),
    pg_catalog.to_char(p.period_end at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
)
from identity.organizations as o
cross join lateral usage.current_period(o.id) as p
where o.name = 'acme';
$$;

select util.advance_clock(:'acme', '2031-01-30 12:00+00');
select is(
    tests.period(), '2031-01-01 00:00 to 2031-02-01 00:00',
    'without a subscription it is the calendar''s month'
);
select billing.start_trial(:'acme', :'ada');
select is(
    tests.period(), '2031-01-30 00:00 to 2031-02-28 00:00', 'in a trial a month from its first day'
);

update billing.subscriptions
set
    current_period_start = '2031-01-31 10:37+00',
    current_period_end = '2031-02-28 10:37+00'
where organization_id = :'acme';
select util.advance_clock(:'acme', '2031-02-27 23:59+00');
select is(
    tests.period(), '2031-01-31 00:00 to 2031-02-28 00:00',
    'a month that is billed is the period, in whole days'
);
select util.advance_clock(:'acme', '2031-02-28 00:00+00');
select is(
    tests.period(), '2031-02-28 00:00 to 2031-03-31 00:00',
    'the day of the renewal belongs to the new period, before the hour as after it'
);

update billing.subscriptions
set
    current_period_start = '2031-01-31 10:37+00',
    current_period_end = '2032-01-31 10:37+00'
where organization_id = :'acme';
select is(
    tests.period(), '2031-02-28 00:00 to 2031-03-31 00:00',
    'of a year that is billed it is a month, on the day that the year began'
);
select util.advance_clock(:'acme', '2031-12-31 00:00+00');
select is(
    tests.period(), '2031-12-31 00:00 to 2032-01-31 00:00', 'the last one ends with the year'
);

update billing.subscriptions
set
    current_period_start = '2031-12-29 10:00+00',
    current_period_end = '2032-01-05 10:00+00'
where organization_id = :'acme';
select is(
    tests.period(), '2031-12-29 00:00 to 2032-01-05 00:00', 'of a week that is billed, the week'
);

update billing.subscriptions
set current_period_start = '2030-05-15 10:00+00', current_period_end = '2030-06-15 10:00+00'
where organization_id = :'acme';
select is(
    tests.period(), '2031-12-15 00:00 to 2032-01-15 00:00',
    'when a renewal does not come, months go on'
);
select is(
    (
        select count(p.period_end)
        from usage.current_period(tests.create_organization('another')) as p
    ),
    1::bigint,
    'there is always one'
);

select * from finish();
rollback;
