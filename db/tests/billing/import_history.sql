-- A book that is brought in: every customer that still pays has one primary subscription.
begin;
\ir ../_helpers.sql
\ir ../analytics/_identities.sql
select plan(3);

-- A trial of one of them was brought in before, and runs.
select billing.import_trials(
    array['eve'],
    array[(util.now() - interval '3 days')::date],
    array[(util.now() + interval '9 days')::date],
    array[null::date]
);
select pg_temp.import_book(array[
    'ada,58800,2025-01-10,',
    'bob,120000,2025-02-20,2025-07-01',
    'cyd,238800,2025-03-05,',
    'cyd,58800,2025-09-01,',
    'dan,58800,2025-03-31,2025-05-15',
    'dan,58800,2025-06-01,',
    'eve,58800,2025-02-01,'
]);

create temporary table primaries as
select
    c.customer_id,
    s.id,
    s.status,
    s.is_primary,
    coalesce(s.id = billing.find_primary(s.organization_id), false) as is_found
from billing.subscriptions as s
inner join billing.imported_customers as c on s.organization_id = c.organization_id;

select is_empty(
    'select p.* from primaries as p where p.is_primary <> p.is_found',
    'the primary subscription is the one that find_primary finds'
);
select set_eq(
    'select p.customer_id from primaries as p where p.is_primary',
    array['ada', 'cyd', 'dan', 'eve'],
    'whoever has one that goes on has a primary one'
);
select is(
    (select count(*) from primaries as p where p.customer_id = 'cyd' and p.status = 'active'),
    2::bigint,
    'who has several too'
);
select * from finish();
rollback;
