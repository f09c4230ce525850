begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(8);

select tests.create_organization('acme') as acme \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');
insert into billing.subscriptions (
    organization_id, source, stripe_subscription_id, status, access, started_at, created_at
)
values (:'acme', 'stripe', 'sub_1', 'active', 'full', '2026-01-01 00:00+00', util.now())
returning id as subscription \gset

create function tests.known(
    subscription_id uuid, known_at timestamptz, statuses text[], days integer[]
)
returns boolean
language sql
set search_path = ''
as $$
select billing.write_subscription_versions(
    s.organization_id, s.id, known.known_at,
    array(
        select row(
            '2026-01-01 00:00+00'::timestamptz + pg_catalog.make_interval(days => v.day),
            null, 'none', v.status, 'full', null, null, null, 'usd', '[]', null, 0, 0,
            v.status || v.day, false, null, null
        )::billing.folded_version
        from unnest(known.statuses, known.days) as v (status, day)
    )
)
from billing.subscriptions as s
where s.id = known.subscription_id;
$$;
create function tests.as_known_at(known_at timestamptz)
returns table (status text, from_day double precision, until_day double precision)
language sql
set search_path = ''
as $$
select
    v.status,
    extract(day from pg_catalog.lower(v.valid_during) - '2026-01-01 00:00+00'),
    extract(day from pg_catalog.upper(v.valid_during) - '2026-01-01 00:00+00')
from billing.subscription_versions as v
where v.known_during @> as_known_at.known_at
order by v.valid_during;
$$;

select tests.known(:'subscription', '2026-02-01 00:00+00', '{trialing}', '{0}');
select tests.known(:'subscription', '2026-03-01 00:00+00', '{trialing,past_due}', '{0,20}');
select results_eq(
    $$ select * from tests.as_known_at('2026-03-02 00:00+00') $$,
    $$ values ('trialing', 0::double precision, 20::double precision), ('past_due', 20, null) $$,
    'what became true ends what was true before'
);
select tests.known(
    :'subscription', '2026-04-01 00:00+00', '{trialing,active,past_due}', '{0,10,20}'
);
select results_eq(
    $$ select * from tests.as_known_at('2026-04-02 00:00+00') $$,
    $$
    values
    ('trialing', 0::double precision, 10::double precision),
    ('active', 10, 20),
    ('past_due', 20, null)
    $$,
    'what is learned late takes its place in the past'
);
select results_eq(
    $$ select * from tests.as_known_at('2026-03-02 00:00+00') $$,
    $$ values ('trialing', 0::double precision, 20::double precision), ('past_due', 20, null) $$,
    'what was known before stays on record'
);
select is(
    (
        select count(*)
        from billing.subscription_versions as v
        where v.status = 'past_due'
    ),
    1::bigint,
    'a version that still holds is left alone'
);
select is(
    tests.known(:'subscription', '2026-05-01 00:00+00', '{trialing,active,past_due}', '{0,10,20}'),
    false,
    'the same again is no news'
);
select tests.known(:'subscription', '2026-04-01 00:00+00', '{trialing,active}', '{0,10}');
select results_eq(
    $$ select * from tests.as_known_at('2026-04-02 00:00+00') $$,
    $$ values ('trialing', 0::double precision, 10::double precision), ('active', 10, null) $$,
    'what is learned at the same instant takes the place of what was learned at it'
);
select tests.known(:'subscription', '2026-01-15 00:00+00', '{trialing}', '{0}');
select results_eq(
    $$ select * from tests.as_known_at('2026-04-02 00:00+00') $$,
    $$ values ('trialing', 0::double precision, null::double precision) $$,
    'knowledge never goes back, even if a clock does'
);
select is_empty(
    $$
    select 1 from billing.subscription_versions as v
    where isempty(v.known_during) or isempty(v.valid_during)
    $$,
    'no version holds for no time'
);

select * from finish();
rollback;
