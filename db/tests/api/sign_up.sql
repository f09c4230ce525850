-- A stranger signs up, signs in, signs out.
begin;
\ir ../_helpers.sql
select plan(33);

select util.set_setting('password_hash_cost', '4');
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'globex', 'owner') as rival \gset

create function pg_temp.claims(answer json) returns json language sql as $$
    select convert_from(
        util.decode_base64url(split_part(claims.answer ->> 'access_token', '.', 2)), 'UTF8'
    )::json
$$;

select tests.act_as_anon();
select api.sign_up('Ann@example.com', 'correct horse battery', 'Acme', 'Ann') as answer \gset
select tests.reset_role();
select set_eq(
    format($$ select json_object_keys(%L::json) $$, :'answer'),
    $$
        values
        ('access_token'), ('refresh_token'), ('token_type'), ('expires_in'), ('organization_id')
    $$,
    'signing up answers with tokens'
);
select set_eq(
    format($$ select json_object_keys(pg_temp.claims(%L)) $$, :'answer'),
    $$ values ('sub'), ('sid'), ('org_id'), ('role'), ('aud'), ('iat'), ('exp') $$,
    'an access token says seven things'
);
select is(
    (pg_temp.claims(:'answer') ->> 'exp')::integer - (pg_temp.claims(:'answer') ->> 'iat')::integer,
    900,
    'and ends after a quarter of an hour'
);
select is(
    pg_temp.claims(:'answer') ->> 'org_id', :'answer'::json ->> 'organization_id',
    'it is bound to the new organization'
);

select is(
    (select count(*) from notify.emails where recipient = 'Ann@example.com'), 1::bigint,
    'a mail is on its way'
);
select is(
    (
        select kind || ' ' || (data ->> 'full_name') || ' ' || (data ->> 'organization_name')
        from notify.emails
    ),
    'verify_email Ann Acme',
    'that asks to verify the address'
);
select matches(
    (select data ->> 'url' from notify.emails),
    '^http://localhost:8080/verify-email#token=[A-Za-z0-9_-]{43}$',
    'with a token that no server''s log will see'
);
select is((select data ->> 'expires_hours' from notify.emails), '48', 'for two days');
select is_empty(
    $$
        select from identity.users
        where password_hash !~ '^\$2a\$' and email = 'Ann@example.com'
    $$,
    'the password is not kept'
);

select pg_temp.claims(:'answer') as claims \gset
select tests.become('authenticated', :'claims');
select results_eq(
    $$ select email, full_name, role, session_kind from api.me $$,
    $$ values ('Ann@example.com', 'Ann', 'owner', 'user') $$,
    'the person owns the organization'
);
select results_eq(
    $$ select status, trial_days_left from api.subscription $$,
    $$ values ('trialing', 14) $$,
    'which is in its trial'
);
select throws_like(
    $$ select api.request_email_verification() from generate_series(1, 6) $$,
    '%"code" : "too_many_tries"%',
    'mails can be asked for again, not without end'
);

select tests.act_as_anon();
select api.sign_up('ann@EXAMPLE.com', 'correct horse battery', 'Other', 'Eve') as taken \gset
select is(:'taken'::json ->> 'code', 'email_taken', 'an address signs up once');
select is(current_setting('response.status'), '409', 'the second time is a conflict');
select tests.reset_role();
select is_empty(
    $$ select from identity.organizations where name = 'Other' $$, 'and leaves no organization'
);

select tests.act_as_anon();
select
    throws_like(
        format(
            $$ select api.sign_up(%L, %L, %L, %L) $$, email, password, organization_name, full_name
        ),
        format('%%"code" : "%s"%%', code),
        format('%s is refused', what)
    )
from (
    values
    (
        'no address',
        'correct horse battery',
        'Acme',
        'Ann',
        'invalid_argument',
        'what is no address'
    ),
    (
        e'a@b.c\nBcc: d@e.f',
        'correct horse battery',
        'Acme',
        'Ann',
        'invalid_argument',
        'a line break'
    ),
    (null, 'correct horse battery', 'Acme', 'Ann', 'invalid_argument', 'no address'),
    ('a@b.c', 'short', 'Acme', 'Ann', 'password_refused', 'a bad password'),
    ('a@b.c', 'qwerty12345', 'Acme', 'Ann', 'password_refused', 'what many people take'),
    ('a@b.c', 'AcmeGears2026', 'Acme Gears', 'Ann', 'password_refused', 'the organization''s name'),
    (
        'ANN@example.com', 'qwerty12345', 'Acme', 'Ann', 'password_refused',
        'it where the address is taken, as where it is not,'
    ),
    ('a@b.c', 'correct horse battery', ' ', 'Ann', 'invalid_argument', 'a blank organization'),
    ('a@b.c', 'correct horse battery', 'Acme', repeat('x', 201), 'invalid_argument', 'a long name')
) as s (email, password, organization_name, full_name, code, what);

-- Signing in and out ------------------------------------------------------------------------------

select api.sign_in('ann@example.com', 'wrong') as answer \gset
select is(:'answer'::json ->> 'code', 'invalid_credentials', 'a wrong password is told');
select is(current_setting('response.status'), '401', 'as a status, so that the try is kept');
select api.sign_in('nobody@example.com', 'wrong') as unknown \gset
select is(:'unknown'::jsonb, :'answer'::jsonb, 'an unknown address has the same answer');

select api.sign_in('ann@example.com', 'correct horse battery') as answer \gset
select isnt(:'answer'::json ->> 'access_token', null, 'the right one gives tokens');
select api.refresh(:'answer'::json ->> 'refresh_token') as refreshed \gset
select isnt(:'refreshed'::json ->> 'access_token', null, 'which are refreshed');
select api.sign_out(:'refreshed'::json ->> 'refresh_token');
select api.refresh(:'refreshed'::json ->> 'refresh_token') as refused \gset
select is(:'refused'::json ->> 'code', 'refresh_token_invalid', 'until the person signs out');
select lives_ok($$ select api.sign_out() $$, 'who is out already may sign out');

select tests.act_as(:'rival', :'globex');
select is_empty($$ select from api.members where full_name = 'Ann' $$, 'others see nothing of it');
select is_empty($$ select from api.organization where name = 'Acme' $$, 'nothing at all');

select * from finish();
rollback;
