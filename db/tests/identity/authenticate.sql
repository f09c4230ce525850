-- Tries are counted before a password is hashed, by address and by client.
begin;
\ir ../_helpers.sql
select plan(33);

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

-- Nobody locks out somebody else -----------------------------------------------------------------

select util.set_setting('tries_per_client', '100');
select set_config('request.headers', '{"x-real-ip": "198.51.100.1"}', true);
select identity.authenticate(' ANN@example.com', 'wrong') from generate_series(1, 10);
select throws_like(
    $$ select identity.authenticate('ann@example.com', 'correct horse battery') $$,
    '%"code" : "too_many_tries"%',
    'a client that has failed ten times must wait'
);
select is(
    (select t.tries from identity.throttles as t where t.key = 'address:ann@example.com'), 10,
    'its failures count for the address as well'
);
select identity.authenticate('ann@example.com client:198.51.100.2', 'wrong')
from generate_series(1, 10);
select identity.authenticate('198.51.100.2 address:ann@example.com', 'wrong')
from generate_series(1, 10);
select set_config('request.headers', '{"x-real-ip": "198.51.100.2"}', true);
select identity.authenticate('ann@example.com', 'wrong');
select is(
    identity.authenticate('ann@example.com', 'correct horse battery'), :'ann',
    'but another client need not, whatever the first has called itself'
);
select is_empty(
    $$
    select from identity.throttles
    where key in ('address:ann@example.com', 'from_client:198.51.100.2 address:ann@example.com')
    $$,
    'whose right password ends both counts'
);
select set_config('request.headers', '{"x-real-ip": "198.51.100.1"}', true);
select throws_like(
    $$ select identity.authenticate('ann@example.com', 'correct horse battery') $$,
    '%"code" : "too_many_tries"%',
    'though not that of the first'
);

select identity.create_user('bob@example.com', 'correct horse battery', 'Bob') as bob \gset
do $$
begin
    for n in 1..10 loop
        perform set_config('request.headers', format('{"x-real-ip": "203.0.113.%s"}', n), true);
        perform identity.authenticate('bob@example.com', 'wrong') from generate_series(1, 10);
    end loop;
end
$$;
select set_config('request.headers', '{"x-real-ip": "203.0.113.99"}', true);
select throws_like(
    $$ select identity.authenticate('bob@example.com', 'correct horse battery') $$,
    '%"code" : "too_many_tries"%',
    'a hundred failures of many clients close an address to all'
);
select is(
    (select t.tries from identity.throttles as t where t.key = 'address:bob@example.com'), 100,
    'for the one window in which they were counted'
);

-- Somebody inside keeps trying under a key of their own -------------------------------------------

select tests.create_organization('acme') as acme \gset
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'acme', :'bob', 'owner', util.now());
select tests.act_as(:'bob', :'acme');
select set_config('request.headers', '{"x-real-ip": "203.0.113.1"}', true);
select is(
    api.change_password('wrong', 'another long pass phrase') ->> 'code', 'invalid_credentials',
    'a wrong present password changes nothing'
);
select is(
    api.change_password('correct horse battery', 'another long pass phrase')::jsonb,
    '{"changed": true}'::jsonb,
    'but whoever is inside can change it while others guess'
);
select tests.reset_role();
select is_empty(
    $$
    select t.key from identity.throttles as t
    where
        t.key in ('address:bob@example.com', 'from_client:203.0.113.1 address:bob@example.com')
        or t.key like 'password:%'
    $$,
    'which ends the counts'
);
select tests.act_as(:'bob', :'acme');
select api.change_password('wrong', 'yet another pass phrase') from generate_series(1, 10);
select throws_like(
    $$ select api.change_password('another long pass phrase', 'yet another pass phrase') $$,
    '%"code" : "too_many_tries"%',
    'ten wrong ones must wait here, too'
);
select tests.reset_role();

-- Mails to reset a password -----------------------------------------------------------------------

select set_config('request.headers', '{"x-real-ip": "198.51.100.1"}', true);
select identity.start_password_reset('Ann@example.com ') from generate_series(1, 5);
select throws_like(
    $$ select identity.start_password_reset('ann@example.com') $$,
    '%"code" : "too_many_tries"%',
    'a client asks five times for a mail to an address'
);
select set_config('request.headers', '{"x-real-ip": "198.51.100.2"}', true);
select isnt_empty(
    $$ select identity.start_password_reset('ann@example.com') $$, 'another one may still ask'
);

-- What is no address ------------------------------------------------------------------------------

select string_agg(md5(n::text), '') as long from generate_series(1, 282) as n \gset
select set_config('request.headers', '{}', true);
select is(
    api.sign_in(:'long', 'wrong') ->> 'code', 'invalid_credentials',
    'nine thousand characters are nobody''s address, and no fault'
);
select set_config('request.headers', '{"x-real-ip": "198.51.100.2"}', true);
select is(
    api.sign_in(:'long', 'wrong') ->> 'code', 'invalid_credentials', 'from a known client as well'
);
select is(
    api.request_password_reset(:'long')::jsonb, '{"accepted": true}'::jsonb,
    'and a mail to it is promised as to any other'
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
