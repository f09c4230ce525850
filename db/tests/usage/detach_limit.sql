-- A table whose rows are counted no more.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(10);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.subscribe(:'acme', 'professional', 'active');
select tests.subscribe(:'rival', 'professional', 'active');

create table app.sheds (
    organization_id uuid not null,
    is_open boolean not null default true
);
create table app.yards (organization_id uuid not null);
select usage.enforce_limit('app.sheds', 'plants', 'is_open');
select usage.enforce_limit('app.yards', 'plants');

insert into app.plants (organization_id, name, created_at)
values (:'acme', 'North', now()), (:'rival', 'South', now());
insert into app.sheds (organization_id) values (:'acme');
insert into app.yards (organization_id) values (:'acme'), (:'rival');
select is(tests.used(:'acme', 'plants'), 3::bigint, 'three tables count for one limit');

select usage.detach_limit('app.sheds');
select usage.detach_limit('app.yards');
select is(tests.used(:'acme', 'plants'), 1::bigint, 'what a table has taken it gives back');
select is(tests.used(:'rival', 'plants'), 1::bigint, 'for everybody');
insert into app.sheds (organization_id) select :'acme'::uuid from generate_series(1, 99);
update app.sheds set organization_id = :'rival';
truncate app.yards;
select is(
    tests.used(:'acme', 'plants') + tests.used(:'rival', 'plants'), 2::bigint,
    'its rows may do as they like'
);
select is_empty(
    $$
    select t.tgname from pg_catalog.pg_trigger as t
    where t.tgrelid in ('app.sheds'::regclass, 'app.yards'::regclass)
    $$,
    'and no trigger looks'
);
select is_empty($$ select * from usage.counter_drifts $$, 'what is counted still is exact');

select lives_ok($$ select usage.detach_limit('app.sheds') $$, 'to do it again does nothing');
select usage.enforce_limit('app.sheds', 'plants');
select is(tests.used(:'rival', 'plants'), 101::bigint, 'a table may come back');

select usage.enforce_feature('app.yards', 'custom_fields');
select usage.enforce_limit('app.yards', 'plants');
insert into app.yards (organization_id) values (:'acme');
update billing.subscriptions set plan_version_id = (
    select v.plan_version_id from catalog.current_plan_versions() as v
    where v.plan_code = 'starter'
) where organization_id = :'acme';
select throws_like(
    format($$ update app.yards set organization_id = %L $$, :'acme'), '%"feature_required"%',
    'a table that is counted may take a feature as well, whichever was asked for first'
);
select usage.detach_limit('app.yards');
select is(
    (
        select count(*) from pg_catalog.pg_trigger as t
        where t.tgrelid = 'app.yards'::regclass
    ),
    3::bigint,
    'a feature that it takes stays'
);

select * from finish();
rollback;
