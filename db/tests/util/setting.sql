-- Settings: text to be cast; a misspelt key is a fault.
begin;
\ir ../_helpers.sql
select plan(7);

select is(util.setting('trial_days'), '14', 'a number is its digits');
select is(util.setting('environment'), 'development', 'a string has no quotes');
select is(util.setting('stripe_account'), null, 'null is null');
select throws_ok($$ select util.setting('trail_days') $$, 'P0002', null, 'a misspelt key fails');

select util.set_setting('trial_days', '21');
select is(util.setting('trial_days'), '21', 'a setting can be changed');
select throws_like(
    $$ select util.set_setting('trail_days', '1') $$,
    '%"code" : "invalid_argument"%',
    'but not invented'
);

select tests.act_as_staff();
select throws_ok(
    $$ select util.set_setting('trial_days', '99') $$,
    '42501',
    null,
    'nor changed by anybody but the owner'
);

select * from finish();
rollback;
