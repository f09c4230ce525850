-- Demo organizations and production exclude each other, so that real revenue has nothing of a demo.
begin;
\ir ../_helpers.sql
select plan(6);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset

select lives_ok(
    $$ select util.set_setting('environment', '"production"') $$,
    'an instance without a demo goes into production'
);
select throws_like(
    format($$ select identity.mark_as_demo(%L) $$, :'acme'),
    '%"code" : "demo_refused"%',
    'where nothing becomes a demo'
);
select util.set_setting('environment', '"development"');

select identity.mark_as_demo(:'acme');
select set_eq(
    'select name from identity.organizations where is_demo',
    array['acme'],
    'elsewhere an organization is marked, and no other'
);
select throws_like(
    $$ select util.set_setting('environment', '"production"') $$,
    '%"code" : "demo_refused"%',
    'an instance with a demo does not go into production'
);
select is(util.setting('environment'), 'development', 'and stays what it was');
select lives_ok(
    $$ select util.set_setting('trial_days', '10') $$,
    'other settings are nothing to do with it'
);

select * from finish();
rollback;
