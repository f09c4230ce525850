-- The staff prove twice who they are: codes as RFC 6238 has them, each used once, few tries.
begin;
\ir ../_helpers.sql
select plan(35);

-- The RFC's own table, to six digits, by the secret of its SHA-1 rows
select results_eq(
    $$
    select identity.totp_code('12345678901234567890'::bytea, t.at / 30)
    from unnest(array[
        59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000
    ]::bigint[]) with ordinality as t (at, n)
    order by t.n
    $$,
    array['287082', '081804', '050471', '005924', '279037', '353130'],
    'codes are those of RFC 6238'
);
select results_eq(
    $$
    select util.encode_base32(t.plain::bytea)
    from unnest(array['f', 'fo', 'foo', 'foob', 'fooba', 'foobar']) with ordinality as t (plain, n)
    order by t.n
    $$,
    array['MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'],
    'and secrets are written as RFC 4648 has it, without padding'
);

create function tests.code(secret bytea, steps integer default 0)
returns text
language sql
security definer -- a test may hold the phone while it acts as a person
set search_path = ''
as $$
    select identity.totp_code(
        secret, pg_catalog.floor(extract(epoch from util.wall_clock()) / 30)::bigint + steps
    )
$$;
create function tests.answer(given_code text default null)
returns text
language sql
security definer -- a visitor has no rights but those of the API
set search_path = ''
as $$
    select coalesce(a.answer ->> 'code', 'in')
    from (
        select
            identity.sign_in('grace@staff.example', 'a password of hers', given_code)::jsonb
                as answer
    ) as a
$$;
create function tests.pending_secret()
returns bytea
language sql
security definer -- as above
set search_path = ''
as $$ select f.pending_secret from identity.second_factors as f $$;
grant execute on function tests.code(bytea, integer), tests.pending_secret() to platform_admin;

select util.set_setting('password_hash_cost', '4') \gset
select identity.create_staff('grace@staff.example', 'a password of hers', 'Grace') as grace \gset
select tests.create_staff() as other \gset

-- Without one, a session is good for enrolling one only
select is(tests.answer(), 'in', 'who has enrolled nothing signs in by password');
select s.id as limited from identity.sessions as s where s.user_id = :'grace' \gset
create function tests.knock(session uuid, path text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform
        pg_catalog.set_config(
            'request.method', case when knock.path like '/rpc/%' then 'POST' else 'GET' end, true
        ),
        pg_catalog.set_config('request.path', knock.path, true),
        pg_catalog.set_config('request.jwt.claims', pg_catalog.json_build_object(
            'sub', s.user_id,
            'sid', s.id,
            'role', 'platform_admin',
            'aud', 'unison',
            'exp', pg_catalog.floor(extract(epoch from pg_catalog.clock_timestamp())) + 900
        )::text, true),
        pg_catalog.set_config('role', 'platform_admin', true)
    from identity.sessions as s
    where s.id = knock.session;
    perform identity.guard_request();
end
$$;
select throws_like(
    format('select tests.knock(%L, ''/organizations'')', :'limited'),
    '%second_factor_missing%', 'and reads nothing'
);
select tests.reset_role();
select throws_like(
    format('select tests.knock(%L, ''/rpc/suspend'')', :'limited'),
    '%second_factor_missing%', 'and does nothing'
);
select tests.reset_role();
select lives_ok(
    format('select tests.knock(%L, ''/rpc/enroll_second_factor'')', :'limited'), 'but enrols'
);
select admin.enroll_second_factor() as enrolling \gset
select alike(
    :'enrolling'::json ->> 'uri',
    'otpauth://totp/Unison:grace%40staff.example?secret='
    || (:'enrolling'::json ->> 'secret') || '&issuer=Unison',
    'a secret is shown for the phone'
);
select tests.pending_secret() as secret \gset
-- Computed once: a step may end while the test runs.
select
    tests.code(:'secret') as code,
    tests.code(:'secret', 1) as next_code,
    tests.code(:'secret', -1) as former_code
\gset
select is(
    admin.confirm_second_factor('000000') ->> 'code', 'second_factor_invalid',
    'a wrong code confirms nothing'
);
select tests.reset_role();
select is(identity.has_second_factor(:'grace'), false, 'and nothing counts yet');
select tests.knock(:'limited', '/rpc/confirm_second_factor');
select admin.confirm_second_factor(:'code')::jsonb as confirmed \gset
select is(
    jsonb_array_length(:'confirmed'::jsonb -> 'recovery_codes'), 10,
    'a right one brings recovery codes'
);
select tests.reset_role();
select lives_ok(
    format('select tests.knock(%L, ''/organizations'')', :'limited'),
    'and the session is now as any other'
);

-- Signing in
select tests.reset_role();
select is(
    tests.answer(), 'second_factor_required', 'from then on the password alone is too little'
);
select is(
    tests.answer(:'code'), 'second_factor_invalid', 'the code that has confirmed is used up'
);
select is(tests.answer(:'next_code'), 'in', 'the next one counts');
select is(tests.answer(:'next_code'), 'second_factor_invalid', 'once');
select is(
    tests.answer(:'former_code'), 'second_factor_invalid', 'and none before it any more'
);
select results_eq(
    format(
        $$
        select
            identity.find_totp_step(
                %1$L, identity.totp_code(%1$L, 1000 + n), %2$s, to_timestamp(%3$s)
            )
        from generate_series(-2, 2) as n
        $$,
        :'secret', 0, 30015
    ),
    array[null, 999, 1000, 1001, null]::bigint[],
    'a code counts in its own step and in those beside it'
);
select results_eq(
    format(
        $$
        select
            identity.find_totp_step(
                %1$L, identity.totp_code(%1$L, 1000 + n), %2$s, to_timestamp(%3$s)
            )
        from generate_series(-1, 1) as n
        $$,
        :'secret', 1000, 30015
    ),
    array[null, null, 1001]::bigint[],
    'if none of it or after it was used'
);
select is(
    (
        select s.second_factor_at is not null
        from identity.sessions as s
        where s.user_id = :'grace'
        order by s.created_at desc
        limit 1
    ),
    true,
    'and the session remembers it'
);
select is(
    (
        select identity.sign_in('grace@staff.example', 'not hers', tests.code(:'secret')) ->> 'code'
    ),
    'invalid_credentials',
    'a code without the password is nothing'
);

-- Recovery codes
select is(
    tests.answer(upper(:'confirmed'::jsonb -> 'recovery_codes' ->> 0)), 'in',
    'who has lost the phone uses a recovery code'
);
select is(
    tests.answer(:'confirmed'::jsonb -> 'recovery_codes' ->> 0), 'second_factor_invalid', 'once'
);
select is_empty(
    format(
        $$
        select 1 from identity.recovery_codes as r
        where encode(r.code_hash, 'escape') like %L
        $$,
        '%' || replace(:'confirmed'::jsonb -> 'recovery_codes' ->> 1, '-', '') || '%'
    ),
    'they are kept as hashes'
);

select matches(
    :'confirmed'::jsonb -> 'recovery_codes' ->> 1, '^([0-9a-f]{4}-){7}[0-9a-f]{4}$',
    'and are 112 bits long: a plain hash of less could be guessed'
);

-- Replacing it
select tests.knock(:'limited', '/rpc/enroll_second_factor');
select lives_ok($$ select admin.enroll_second_factor() $$, 'right after a code it can be replaced');
select tests.reset_role();
update identity.sessions set second_factor_at = second_factor_at - interval '6 minutes';
select tests.knock(:'limited', '/rpc/enroll_second_factor');
select throws_like(
    $$ select admin.enroll_second_factor() $$, '%second_factor_missing%', 'and later not'
);
select tests.reset_role();
update identity.second_factors set last_step = 0;
select is(
    tests.answer(tests.code(:'secret')), 'in',
    'one that was only begun does not count, the old one does'
);

-- Tries
select is(
    (
        select array_agg(distinct tests.answer('123456' || n))::text
        from generate_series(1, 10) as n
    ),
    '{second_factor_invalid}',
    'ten wrong codes are told wrong'
);
select throws_like(
    $$ select tests.answer('1234567') $$, '%too_many_tries%', 'then there are no more tries'
);
select throws_like(
    format('select tests.answer(%L)', tests.code(:'secret', 1)), '%too_many_tries%',
    'not even with the right one'
);
delete from identity.throttles;

-- Who is it for
select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.act_as(:'owner', :'acme');
select throws_ok(
    $$ select admin.enroll_second_factor() $$, '42501', null, 'customers do it by another door'
);
select throws_ok(
    $$ select secret from identity.second_factors $$, '42501', null, 'and read no secrets'
);
select tests.act_as_staff();
select throws_ok(
    $$ select secret from identity.second_factors $$, '42501', null, 'nor do the staff'
);

-- By command
select tests.reset_role();
select identity.remove_second_factor('grace@staff.example');
select is(
    array[
        identity.has_second_factor(:'grace'),
        exists(
            select 1 from identity.sessions as s
            where s.user_id = :'grace' and s.revoked_at is null
        )
    ],
    array[false, false],
    'the operator removes a factor: it is enrolled anew, and whoever was in is out'
);
select identity.disable_staff('grace@staff.example');
select is(tests.answer(), 'invalid_credentials', 'and who is disabled does not come in again');

select * from finish();
rollback;
