-- Links in mails: they count once, for a time, and only the newest.
begin;
\ir ../_helpers.sql
select plan(25);

select util.set_setting('password_hash_cost', '4');
create function pg_temp.mailed(wanted text) returns text language sql as $$
    select split_part(e.data ->> 'url', '#token=', 2)
    from notify.emails as e where e.kind = mailed.wanted order by e.created_at desc limit 1
$$;
create function pg_temp.claims(answer json) returns json language sql as $$
    select convert_from(
        util.decode_base64url(split_part(claims.answer ->> 'access_token', '.', 2)), 'UTF8'
    )::json
$$;

select tests.act_as_anon();
select api.sign_up('Ann@example.com', 'correct horse battery', 'Acme', 'Ann') as answer \gset
select tests.reset_role();
select pg_temp.claims(:'answer') as claims \gset
select pg_temp.mailed('verify_email') as old \gset

select tests.become('authenticated', :'claims');
select api.request_email_verification();
select tests.reset_role();
select pg_temp.mailed('verify_email') as token \gset

select tests.act_as_anon();
select throws_like(
    format($$ select api.verify_email(%L) $$, :'old'),
    '%"code" : "one_time_token_invalid"%',
    'an older link counts no more'
);
select throws_like(
    format($$ select api.reset_password(%L, 'another good one') $$, :'token'),
    '%"code" : "one_time_token_invalid"%',
    'a link counts for one purpose'
);
select is(api.verify_email(:'token')::jsonb, '{"verified": true}', 'the newest verifies');
select throws_like(
    format($$ select api.verify_email(%L) $$, :'token'),
    '%"code" : "one_time_token_invalid"%',
    'once'
);
select throws_like(
    $$ select api.verify_email(null) $$, '%"code" : "one_time_token_invalid"%', 'nothing never does'
);
select tests.reset_role();
select isnt(
    (select email_verified_at from identity.users where email = 'Ann@example.com'), null,
    'the person is verified'
);
select results_eq(
    $$ select folded_email from billing.bound_trials $$, $$ values ('ann@example.com') $$,
    'which uses up the trial of the address'
);
select tests.become('authenticated', :'claims');
select throws_like(
    $$ select api.request_email_verification() $$,
    '%"code" : "email_verified"%',
    'and needs no repetition'
);

-- Time runs out ----------------------------------------------------------------------------------

select tests.reset_role();
select identity.create_one_time_token('reset_password', u.id) as token
from identity.users as u
where u.email = 'Ann@example.com' \gset
update identity.one_time_tokens set expires_at = util.wall_clock();
select tests.act_as_anon();
select throws_like(
    format($$ select api.reset_password(%L, 'another good one') $$, :'token'),
    '%"code" : "one_time_token_invalid"%',
    'after its time a token counts no more'
);

-- Passwords ---------------------------------------------------------------------------------------

select tests.act_as_anon();
select api.request_password_reset('nobody@example.com') as unknown \gset
select api.request_password_reset('ANN@example.com') as known \gset
select is(:'known'::jsonb, :'unknown'::jsonb, 'a reset is answered alike for anyone');
select tests.reset_role();
select results_eq(
    $$
        select recipient, data ->> 'full_name', data ->> 'expires_minutes'
        from notify.emails where kind = 'reset_password'
    $$,
    $$ values ('Ann@example.com', 'Ann', '60') $$,
    'but mailed to who has an account, for an hour'
);
select matches(
    (select data ->> 'url' from notify.emails where kind = 'reset_password'),
    '^http://localhost:8080/reset-password#token=[A-Za-z0-9_-]{43}$',
    'with a token'
);
select pg_temp.mailed('reset_password') as token \gset

select tests.act_as_anon();
select throws_like(
    format($$ select api.reset_password(%L, 'short') $$, :'token'),
    '%"code" : "password_refused"%',
    'a bad password is refused'
);
select throws_like(
    format($$ select api.reset_password(%L, 'AnnAcme2026') $$, :'token'),
    '%too_personal%',
    'and one of the names that go with the person'
);
select is(
    api.reset_password(:'token', 'another good one')::jsonb,
    '{"changed": true}',
    'then a good one is set'
);
select throws_like(
    format($$ select api.reset_password(%L, 'yet another one') $$, :'token'),
    '%"code" : "one_time_token_invalid"%',
    'once'
);
select is(
    api.refresh(:'answer'::json ->> 'refresh_token') ->> 'code', 'refresh_token_invalid',
    'and every session is over'
);
select is(
    api.sign_in('ann@example.com', 'correct horse battery') ->> 'code', 'invalid_credentials',
    'the old password is no more'
);
select api.sign_in('ann@example.com', 'another good one') as answer \gset
select api.sign_in('ann@example.com', 'another good one') as other \gset
select isnt(:'answer'::json ->> 'access_token', null, 'the new one is good');

select tests.reset_role();
select pg_temp.claims(:'answer') as claims \gset
select tests.become('authenticated', :'claims');
select is(
    api.change_password('wrong', 'one more good one') ->> 'code', 'invalid_credentials',
    'to change it one has to know it'
);
select throws_like(
    $$ select api.change_password('another good one', 'ACME-ann-acme') $$,
    '%too_personal%',
    'nor do such names get into a new one'
);
select throws_like(
    $$ select api.change_password('another good one', 'Password123') $$,
    '%too_common%',
    'nor what many people take'
);
select is(
    api.change_password('another good one', 'one more good one')::jsonb, '{"changed": true}',
    'who knows it may'
);
select isnt(
    api.refresh(:'answer'::json ->> 'refresh_token') ->> 'access_token', null, 'and stays signed in'
);
select is(
    api.refresh(:'other'::json ->> 'refresh_token') ->> 'code', 'refresh_token_invalid',
    'here, not elsewhere'
);

select * from finish();
rollback;
