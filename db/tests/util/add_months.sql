-- Months counted from an anchor, in UTC, whatever zone the session is in.
begin;
\ir ../_helpers.sql
select plan(7);

select is(
    array(
        select util.add_months('2024-01-31 10:30:00+00', n)
        from generate_series(0, 4) as n
    ),
    array[
        '2024-01-31 10:30:00+00', '2024-02-29 10:30:00+00', '2024-03-31 10:30:00+00',
        '2024-04-30 10:30:00+00', '2024-05-31 10:30:00+00'
    ]::timestamptz[],
    'the 31st becomes a month''s last day, and comes back where there is one'
);
select is(
    util.add_months('2024-01-31 10:30:00+00', 13),
    '2025-02-28 10:30:00+00',
    'a year later February is shorter'
);
select is(
    util.add_months('2024-02-29 00:00:00+00', 12),
    '2025-02-28 00:00:00+00',
    'a leap day has no birthday'
);
select is(
    util.add_months('2024-02-29 00:00:00+00', 48),
    '2028-02-29 00:00:00+00',
    'until the next leap year'
);
select is(
    util.add_months('2024-03-31 10:30:00+00', -1),
    '2024-02-29 10:30:00+00',
    'it also goes back'
);
select is(util.add_months(null, 1), null, 'no anchor gives no time');

set local time zone 'America/New_York';
select is(
    util.add_months('2024-02-01 03:00:00+00', 1),
    '2024-03-01 03:00:00+00',
    'the session''s zone, where it is still January, makes no difference'
);

select * from finish();
rollback;
