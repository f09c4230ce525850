-- A story of the past adds to what was known at a time with totals, which are forgotten.
begin;
\ir ../_helpers.sql
\ir _identities.sql
select plan(4);

select pg_temp.import_book(array['ada,58800,2025-01-10,', 'bob,120000,2025-02-20,2025-07-01']);
update billing.subscription_versions
set known_during = tstzrange(util.now() - interval '2 hours', null);
select analytics.rebuild_totals(
    'usd', (util.now() at time zone 'UTC')::date, util.now() - interval '1 hour'
);

create function pg_temp.start_of(name text)
returns numeric
language sql
as $$
select m.new_mrr
from analytics.mrr_movements() as m
where m.month = date_trunc('month', (
    select o.created_at from identity.organizations as o where o.name = start_of.name
) at time zone 'UTC')::date;
$$;

insert into identity.organizations (name, created_at)
values ('late', '2025-03-05');
insert into billing.subscriptions (
    organization_id, source, status, access, currency, started_at, created_at
)
select
    o.id as organization_id,
    'import',
    'active',
    'full',
    'usd',
    o.created_at as started_at,
    o.created_at
from identity.organizations as o
where o.name = 'late';
insert into billing.subscription_versions (
    organization_id, subscription_id, valid_during, known_during, status, access, currency,
    list_arr_cents, net_arr_cents, caused_by
)
select
    s.organization_id,
    s.id,
    tstzrange(s.started_at, null),
    tstzrange(s.started_at, null),
    s.status,
    s.access,
    s.currency,
    120000,
    120000,
    'import:history'
from billing.subscriptions as s
inner join identity.organizations as o on s.organization_id = o.id
where o.name = 'late';

select is(
    (select m.mrr from analytics.mrr_at() as m), 14900.0,
    'what was always known is in the ledger'
);
select is(pg_temp.start_of('late'), 0.0, 'but not in the totals, which were made without it');
select lives_ok('select analytics.forget_totals()', 'so they are forgotten');
select is(pg_temp.start_of('late'), 10000.0, 'and everything is computed anew');

select * from finish();
rollback;
