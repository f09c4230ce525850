-- The catalogue as a visitor reads it: plans, prices, features and add_ons.
begin;
\ir ../_helpers.sql
select plan(16);

insert into catalog.plans (code, name, description, rank, is_public)
values ('bespoke', 'Bespoke', 'Made for one customer', 9, false);
insert into catalog.plan_versions (plan_code, version, published_at)
values ('bespoke', 1, util.now()) returning id as bespoke \gset
insert into catalog.prices (lookup_key, plan_version_id, cycle, currency, unit_amount_cents)
values ('bespoke_monthly', :'bespoke', 'monthly', 'usd', 1);
insert into catalog.plan_versions (plan_code, version) values ('starter', 2) returning
    id as draft
\gset
insert into catalog.prices (lookup_key, plan_version_id, cycle, currency, unit_amount_cents)
values ('starter_2_monthly', :'draft', 'monthly', 'usd', 5900);

select tests.act_as_anon();

select results_eq(
    $$ select code, name, rank from api.plans order by rank $$,
    $$
    values
    ('starter', 'Starter', 1), ('professional', 'Professional', 2), ('enterprise', 'Enterprise', 3)
    $$,
    'a visitor sees the three plans, and no private one'
);
select is(
    (select p.prices from api.plans as p where p.code = 'starter'),
    '[
        {"cycle": "monthly", "currency": "usd", "unit_amount_cents": 4900},
        {"cycle": "annual", "currency": "usd", "unit_amount_cents": 52900}
    ]'::jsonb,
    'with the prices of the version for sale'
);
select results_eq(
    $$ select limits from api.plans order by rank $$,
    $$
    values
    ('{"users": 3, "plants": 1, "storage": 10000000000}'::jsonb),
    ('{"users": 25, "plants": 5, "storage": 100000000000}'),
    ('{"users": null, "plants": null, "storage": null}')
    $$,
    'with their limits, null for unlimited'
);
select results_eq(
    $$ select jsonb_array_length(features) from api.plans order by rank $$,
    array[5, 13, 20],
    'and with 5, 8 more and 7 more features'
);

select is((select count(*) from api.prices), 12::bigint, 'every price for sale is listed');
select is_empty(
    $$ select 1 from api.prices where lookup_key in ('bespoke_monthly', 'starter_2_monthly') $$,
    'but neither a private plan''s nor a draft''s'
);
select results_eq(
    $$
    select plan_code, cycle, unit_amount_cents
    from api.prices where plan_code = 'enterprise' order by unit_amount_cents
    $$,
    $$ values ('enterprise', 'monthly', 99900::bigint), ('enterprise', 'annual', 1078900) $$,
    'a price says what it is for'
);

select is((select count(*) from api.features), 24::bigint, 'the matrix has 24 rows');
select is(
    (select f.plans -> 'starter' from api.features as f where f.code = 'users'),
    '{"granted": true, "limit_value": 3}'::jsonb,
    'a limit is granted with its value'
);
select results_eq(
    $$
    select
        (f.plans -> 'starter' -> 'granted')::boolean,
        (f.plans -> 'professional' -> 'granted')::boolean,
        (f.plans -> 'enterprise' -> 'granted')::boolean
    from api.features as f
    where f.code in ('custom_fields', 'sso', 'add_ons')
    order by f.position
    $$,
    $$ values (false, true, true), (false, false, true), (true, true, false) $$,
    'a feature is granted or not; nothing can be added to the unlimited plan'
);
select is_empty(
    $$ select 1 from api.features as f where f.plans ? 'bespoke' $$,
    'a private plan has no column'
);

select results_eq(
    $$ select code, feature_code, amount_per_unit, unit from api.add_ons order by code $$,
    $$
    values
    ('plants', 'plants', 1::bigint, 'plants'),
    ('storage', 'storage', 1000000000, 'bytes'),
    ('users', 'users', 1, 'users')
    $$,
    'an add-on raises a limit by so much'
);
select is(
    (select a.prices from api.add_ons as a where a.code = 'users'),
    '[
        {"cycle": "monthly", "currency": "usd", "unit_amount_cents": 500},
        {"cycle": "annual", "currency": "usd", "unit_amount_cents": 6000}
    ]'::jsonb,
    'for twelve months'' price a year'
);

select throws_ok(
    $$ select 1 from catalog.prices $$,
    '42501', null,
    'a visitor reaches the tables only through the views'
);
select throws_ok(
    $$ update api.plans set name = 'Free' $$,
    '55000', null,
    'and writes nothing'
);

select tests.act_as_staff();
select ok(
    exists (select from api.plans as p where p.code = 'bespoke'),
    'the staff see private plans as well'
);

select * from finish();
rollback;
