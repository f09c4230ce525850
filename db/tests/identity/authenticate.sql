-- Tries are counted before a password is hashed, by address and by client.
begin;
\ir ../_helpers.sql
select plan(17);

select util.set_setting('password_hash_cost', '4');
select identity.create_user('Ann@example.com', 'correct horse battery', 'Ann') as ann \gset

select is(
    identity.authenticate(' ann@EXAMPLE.com ', 'correct horse battery'), :'ann',
    'the right password is somebody, however the address is written'
);
select is(identity.authenticate('ann@example.com', 'wrong'), null, 'a wrong one is nobody');
select is(identity.authenticate('eve@example.com', 'wrong'), null, 'so is an unknown address');
select is(identity.authenticate(null, null), null, 'and nothing at all');
select is(
    (select tries from identity.throttles where key = 'address:ann@example.com'),
    1,
    'tries are counted'
);
select is(
    (select tries from identity.throttles where key = 'address:eve@example.com'),
    1,
    'for unknown addresses alike'
);

select identity.authenticate('ann@example.com', 'correct horse battery');
select is_empty(
    $$ select from identity.throttles where key = 'address:ann@example.com' $$,
    'the right password ends the count'
);

select identity.authenticate('ann@example.com', 'wrong') from generate_series(1, 10);
select throws_like(
    $$ select identity.authenticate('ann@example.com', 'correct horse battery') $$,
    '%"code" : "too_many_tries"%',
    'after ten wrong ones even the right one must wait'
);
select throws_like(
    $$ select identity.authenticate('ann@example.com', 'wrong') $$,
    '%retry_after_seconds%',
    'and is told how long'
);
select lives_ok(
    $$ select identity.authenticate('eve@example.com', 'wrong') $$, 'nobody else has to'
);
update identity.throttles set window_started_at = window_started_at - interval '15 minutes';
select is(
    identity.authenticate('ann@example.com', 'correct horse battery'), :'ann',
    'until fifteen minutes are over'
);

select set_config('request.headers', '{"x-real-ip": "192.0.2.1"}', true);
select util.set_setting('tries_per_client', '3');
select identity.authenticate(n || '@example.com', 'wrong') from generate_series(1, 3) as n;
select throws_like(
    $$ select identity.authenticate('ann@example.com', 'correct horse battery') $$,
    '%"code" : "too_many_tries"%',
    'a client that fails at many addresses must wait as well'
);
select throws_like(
    $$ select identity.create_user('new@example.com', 'correct horse battery', 'New') $$,
    '%"code" : "too_many_tries"%',
    'with signing up, too'
);
select set_config('request.headers', '{"x-real-ip": "192.0.2.2"}', true);
select is(
    identity.authenticate('ann@example.com', 'correct horse battery'), :'ann',
    'others need not wait for it'
);
select identity.authenticate('ann@example.com', 'correct horse battery') from generate_series(1, 9);
select is_empty(
    $$ select from identity.throttles where key = 'client:192.0.2.2' $$,
    'and who gives the right password is not counted'
);

update identity.users set disabled_at = util.wall_clock() where id = :'ann';
select is(
    identity.authenticate('ann@example.com', 'correct horse battery'), null,
    'somebody who is disabled is nobody'
);
update identity.users set disabled_at = null, password_hash = 'none' where id = :'ann';
select is(
    identity.authenticate('ann@example.com', 'none'), null, 'nor is there a password without a hash'
);

select * from finish();
rollback;
