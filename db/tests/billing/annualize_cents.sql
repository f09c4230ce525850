begin;
\ir ../_helpers.sql
select plan(2);

select results_eq(
    $$
    select billing.annualize_cents(c.amount, c.unit, c.count)
    from (
        values
        (100, 'day', 1), (100, 'week', 1), (100, 'week', 2), (100, 'month', 1), (100, 'month', 3),
        (100, 'month', 12), (100, 'year', 1), (101, 'year', 2), (100, 'month', 7)
    ) as c (amount, unit, count)
    $$,
    $$ values (36500::bigint), (5200), (2600), (1200), (400), (100), (100), (51), (171) $$,
    'a year has 365 days, 52 weeks, 12 months; halves are rounded up'
);
select is(
    billing.annualize_cents(null, 'month', 1), null,
    'no amount stays none'
);

select * from finish();
rollback;
