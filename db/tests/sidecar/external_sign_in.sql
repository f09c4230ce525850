-- Signing in at a provider by a browser: who is sent where, whose answer counts, and everything
-- with which somebody would come in as somebody else, or have somebody else come in.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(81);

select util.set_setting('web_url', '"https://app.unison.test"');
select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'globex', 'owner') as rival \gset
select tests.subscribe(:'acme', 'enterprise', 'active') as subscription \gset
select tests.subscribe(:'globex', 'enterprise', 'active') as rival_subscription \gset
insert into identity.email_domains (
    organization_id, domain, challenge, created_by, created_at, verified_at
)
values
(:'acme', 'acme.example', 'a', :'owner', util.now(), util.now()),
(:'acme', 'unproved.example', 'b', :'owner', util.now(), null),
(:'globex', 'globex.example', 'c', :'rival', util.now(), util.now());
select tests.act_as(:'owner', :'acme');
select api.set_identity_provider('https://id.acme.example/', 'client 1', client_secret => 'a+b c');
select tests.act_as(:'rival', :'globex');
select api.set_identity_provider('https://id.globex.example', 'client-2');
select tests.reset_role();

-- The documents of a provider arrive, with changes merged into the discovery document.
create function pg_temp.discover(issuer text, changes jsonb default '{}')
returns jsonb language plpgsql as $$
begin
    update identity.key_sets as k set attempt = 1 where k.issuer = discover.issuer;
    perform identity.record_key_set(
        discover.issuer, 1,
        (
            jsonb_build_object(
                'issuer', discover.issuer,
                'authorization_endpoint', rtrim(discover.issuer, '/') || '/authorize',
                'token_endpoint', rtrim(discover.issuer, '/') || '/token'
            )
            || discover.changes
        )::text,
        jsonb_build_object('keys', jsonb_build_array(jsonb_build_object(
            'kid', 'k1', 'kty', 'EC', 'crv', 'P-256', 'x', repeat('x', 43), 'y', repeat('y', 43)
        )))::text,
        null
    );
    return (select k.discovery from identity.key_sets as k where k.issuer = discover.issuer);
end
$$;
create function pg_temp.answer(call text, variadic arguments text[]) returns jsonb
language plpgsql as $$
declare
    v_answer jsonb;
begin
    perform set_config('response.status', '', true), set_config('response.headers', '', true);
    set local role sidecar;
    execute format(
        'select sidecar.%I(%s, %L)',
        call,
        (select string_agg(quote_nullable(a.value), ', ' order by a.n)
        from unnest(arguments) with ordinality as a (value, n)),
        '{"x-real-ip": "192.0.2.8"}'
    ) into v_answer;
    perform tests.reset_role();
    return v_answer;
end
$$;
create function pg_temp.start(address text, next_path text default null) returns jsonb
language sql as $$ select pg_temp.answer('start_external_sign_in', address, next_path) $$;
-- A field of the address that somebody is sent to.
create function pg_temp.sent(answer jsonb, field text) returns text language sql as $$
    select substring(answer #>> '{body,authorization_url}' from '[?&]' || field || '=([^&]*)')
$$;
create function pg_temp.cookie(answer jsonb) returns text language sql as $$
    select substring(h ->> 'Set-Cookie' from 'unison_sign_in=([^;]*)')
    from jsonb_array_elements(answer -> 'headers') as h
$$;
create function pg_temp.take(
    organization_id text, state text, code_verifier text,
    code text default 'the-code', issuer text default null, error text default null
)
returns jsonb language sql as $$
    select pg_temp.answer(
        'take_external_sign_in', organization_id, state, code, issuer, error, code_verifier
    )
$$;
create function pg_temp.outcome(answer jsonb) returns text language sql as $$
    select case
        when answer ? 'request' then 'asked'
        else concat_ws(
            ' ', answer ->> 'status',
            coalesce(
                (answer #>> '{body,details}')::json ->> 'reason', answer #>> '{body,code}',
                'signed in'
            )
        )
    end
$$;

-- Where a provider is ---------------------------------------------------------------------------

select is(
    pg_temp.outcome(pg_temp.start('nina@acme.example')), '404 identity_provider_not_found',
    'before its documents are there nobody is sent to a provider'
);
select
    is(
        pg_temp.discover('https://id.acme.example/', c.changes::jsonb), '{}',
        format('nor ever to an address such as %s', c.changes)
    )
from
    unnest(array[
        '{"authorization_endpoint": "javascript:alert(1)"}',
        '{"authorization_endpoint": "http://id.acme.example/authorize"}',
        '{"authorization_endpoint": "https://id.acme.example/authorize#x"}',
        '{"authorization_endpoint": "https://10.0.0.1/authorize"}',
        '{"authorization_endpoint": "https://me:pw@id.acme.example/authorize"}',
        '{"token_endpoint": "https://intranet/token"}',
        '{"token_endpoint": null}'
    ]) as c (changes);
select is(
    pg_temp.discover('https://id.acme.example/') ->> 'token_endpoint',
    'https://id.acme.example/token', 'one of the public internet is kept'
);
select pg_temp.discover('https://id.globex.example') \gset

-- Who is sent there -----------------------------------------------------------------------------

select
    is(
        pg_temp.start(a.address), pg_temp.start('x@nowhere.example'),
        format('nobody can tell why there is nothing for %s', a.address)
    )
from
    unnest(array[
        'x@unproved.example', 'x@sub.acme.example', 'x@acme.example@nowhere.example', '', '@',
        'x@example', repeat('x', 5000)
    ]) as a (address);
select is(
    (select t.tries from identity.throttles as t where t.key = 'client:192.0.2.8'), 15,
    'and each question is counted'
);
update identity.throttles set tries = 100000 where key = 'client:192.0.2.8';
select is(
    pg_temp.outcome(pg_temp.start('nina@acme.example')), '429 too_many_tries',
    'too many are answered no more'
);
delete from identity.throttles;

select pg_temp.start(' Nina@ACME.example ', '/plants?q=a//b') as started \gset
select
    pg_temp.sent(:'started', 'state') as state,
    pg_temp.cookie(:'started') as verifier,
    pg_temp.sent(:'started', 'nonce') as nonce
\gset
select matches(
    :'started'::jsonb #>> '{body,authorization_url}', '^https://id[.]acme[.]example/authorize[?]',
    'who has an address of the domain is sent to its provider'
);
select is(pg_temp.sent(:'started', f.field), f.value, f.sentence)
from (
    values
    ('response_type', 'code', 'for a code'),
    ('client_id', 'client%201', 'as the client that this platform is there'),
    (
        'redirect_uri',
        'https%3A%2F%2Fapp.unison.test%2Fsign-in%2Fcallback%2F' || :'acme',
        'to come back to an address that is this organization''s alone'
    ),
    ('scope', 'openid%20email%20profile', 'with an address and a name'),
    ('code_challenge_method', 'S256', 'with a proof that'),
    (
        'code_challenge', util.encode_base64url(util.hash_token(:'verifier')),
        'the browser alone can give'
    ),
    ('login_hint', 'Nina%40ACME.example', 'and is asked only for the password'),
    ('max_age', null, 'nothing else'),
    ('acr_values', null, 'is asked for')
) as f (field, value, sentence);
select is(
    pg_temp.sent(pg_temp.start('acme.example'), 'login_hint'), null,
    'a domain alone leads there, too'
);
select is(
    jsonb_path_query_first(:'started'::jsonb, '$.headers[*]."Set-Cookie"') #>> '{}',
    '__Host-unison_sign_in=' || :'verifier'
    || '; Path=/; Max-Age=600; HttpOnly; SameSite=Strict; Secure',
    'the cookie is this host''s, for ten minutes, and for no script'
);
select isnt(
    pg_temp.sent(pg_temp.start('nina@acme.example'), 'state'), :'state', 'each time it is another'
);
select is_empty(
    format(
        $$ select from identity.external_sign_ins as s
        where s::text like any(array['%%' || %L || '%%', '%%' || %L || '%%', '%%' || %L || '%%']) $$,
        :'state', :'verifier', :'nonce'
    ),
    'nothing is kept that somebody could come back with'
);
select
    is(
        pg_temp.outcome(pg_temp.start('nina@acme.example', p.path)), '400 invalid_argument',
        format('nobody is sent on to %s', to_json(p.path))
    )
from
    unnest(array[
        'https://evil.example', '//evil.example', '/\evil.example', E'/\t/evil.example', 'plants',
        '/x/..//evil.example', 'javascript:alert(1)', ''
    ]) as p (path);

-- Whose answer counts ---------------------------------------------------------------------------

select
    is(
        pg_temp.outcome(pg_temp.take(t.organization_id, t.state, t.verifier)),
        '400 external_sign_in_invalid', t.sentence
    )
from (
    values
    (:'acme', 'made-up', :'verifier', 'a state that was never given is none'),
    (:'acme', :'state', 'of-another', 'what one browser began, another one does not end'),
    (:'acme', :'state', '', 'nor one without a cookie'),
    (:'globex', :'state', :'verifier', 'nor does it end at another provider''s address'),
    ('no uuid', :'state', :'verifier', 'or at none'),
    (
        :'acme', :'state', util.encode_base64url(util.hash_token(:'verifier')),
        'and what all can see opens nothing'
    )
) as t (organization_id, state, verifier, sentence);
select is(
    (select t.tries from identity.throttles as t where t.key = 'client:192.0.2.8'), 6,
    'each is counted'
);
delete from identity.throttles;

select pg_temp.take(:'acme', :'state', :'verifier', issuer => 'https://id.acme.example/') as taken
\gset
select is(
    :'taken'::jsonb -> 'request',
    jsonb_build_object(
        'url', 'https://id.acme.example/token',
        'credentials', '["client 1", "a+b c"]'::jsonb,
        'form', jsonb_build_object(
            'grant_type', 'authorization_code', 'code', 'the-code', 'code_verifier', :'verifier',
            'redirect_uri', 'https://app.unison.test/sign-in/callback/' || :'acme'
        )
    ),
    'with its cookie and its state the browser is back, and the provider is asked'
);
select is(
    pg_temp.outcome(pg_temp.take(:'acme', :'state', :'verifier')), '400 external_sign_in_invalid',
    'once'
);

-- Somebody left, and comes back: {state, verifier, nonce}.
create function pg_temp.leave(address text default 'nina@acme.example', next_path text default null)
returns jsonb language sql as $$
    select jsonb_build_object(
        'state', pg_temp.sent(s.answer, 'state'), 'verifier', pg_temp.cookie(s.answer),
        'nonce', pg_temp.sent(s.answer, 'nonce')
    )
    from pg_temp.start(address, next_path) as s (answer)
$$;
create function pg_temp.come_back(
    left_with jsonb, organization_id text, issuer text default null, code text default 'c',
    error text default null
)
returns jsonb language sql as $$
    select pg_temp.take(
        organization_id, left_with ->> 'state', left_with ->> 'verifier', code, issuer, error
    )
$$;

select pg_temp.leave() as late \gset
update identity.external_sign_ins set expires_at = util.wall_clock() - interval '1 second';
select is(
    pg_temp.outcome(pg_temp.come_back(:'late', :'acme')), '400 external_sign_in_invalid',
    'who needs more than ten minutes begins anew'
);
select pg_temp.leave() as mixed \gset
select is(
    pg_temp.outcome(pg_temp.come_back(:'mixed', :'acme', issuer => 'https://id.globex.example')),
    '400 external_sign_in_invalid', 'an answer that names another issuer is not passed on'
);
select is(
    pg_temp.outcome(pg_temp.come_back(:'mixed', :'acme', issuer => 'https://id.acme.example/')),
    '400 external_sign_in_invalid', 'and has spent the sign-in'
);
select pg_temp.discover(
    'https://id.acme.example/',
    '{"authorization_response_iss_parameter_supported": true,
    "authorization_endpoint": "https://id.acme.example/authorize?policy=p",
    "token_endpoint_auth_methods_supported": ["client_secret_post"]}'
) \gset
select is(
    pg_temp.outcome(pg_temp.come_back(pg_temp.leave(), :'acme')), '400 external_sign_in_invalid',
    'where a provider names itself, an answer without a name is somebody else''s'
);
select matches(
    pg_temp.start('acme.example') #>> '{body,authorization_url}', 'authorize[?]policy=p&client_id=',
    'an address with a query keeps it'
);
select is(
    pg_temp.come_back(pg_temp.leave(), :'acme', issuer => 'https://id.acme.example/')
    -> 'request' -> 'form' ->> 'client_secret',
    'a+b c', 'the secret is told in the way that the provider wants'
);
select pg_temp.discover('https://id.acme.example/') \gset
select is(
    pg_temp.outcome(
        pg_temp.come_back(pg_temp.leave(), :'acme', code => null, error => 'access_denied')
    ),
    '502 the provider answered access_denied', 'a refusal of the provider is told'
);
select is(
    pg_temp.outcome(
        pg_temp.come_back(pg_temp.leave(), :'acme', code => null, error => '<script>')
    ),
    '502 the provider answered without a code', 'in words that cannot be made up'
);
select tests.act_as(:'owner', :'acme');
select is(
    sign_in_error, 'the provider answered without a code', 'the owner sees why'
) from api.identity_provider;
select tests.reset_role();
select pg_temp.leave() as before \gset
select tests.act_as(:'owner', :'acme');
select api.set_identity_provider('https://id.other.example', 'client 1') \gset
select tests.reset_role();
select is(
    pg_temp.outcome(pg_temp.come_back(:'before', :'acme')), '400 external_sign_in_invalid',
    'who has left for the former provider is not asked after at the new one'
);
select is_empty(
    format('select from identity.provider_secrets where organization_id = %L', :'acme'),
    'which is not told the former''s secret'
);
select tests.act_as(:'owner', :'acme');
select api.set_identity_provider('https://id.acme.example/', 'client 1') \gset
select tests.reset_role();
select pg_temp.discover('https://id.acme.example/') \gset
select is(
    pg_temp.come_back(pg_temp.leave(), :'acme') -> 'request' -> 'form' ->> 'client_id',
    'client 1', 'without a secret the client only says who it is'
);

-- What a code was exchanged for -----------------------------------------------------------------

create function pg_temp.finish(
    left_with jsonb, organization_id text, changes jsonb default '{}', issuer text default
    'https://id.acme.example/'
)
returns jsonb language sql as $$
    select pg_temp.answer(
        'finish_external_sign_in', organization_id, left_with ->> 'state', '{"typ": "JWT"}',
        c.claims::text, encode(sha256(convert_to(c.claims::text, 'UTF8')), 'escape'), 'true'
    )
    from (
        values
        (
            jsonb_build_object(
                'iss', issuer, 'aud', 'client 1', 'sub', 'nina', 'jti', gen_random_uuid(),
                'iat', extract(epoch from clock_timestamp())::integer,
                'exp', extract(epoch from clock_timestamp())::integer + 300,
                'email', 'nina@acme.example', 'email_verified', true,
                'nonce', left_with ->> 'nonce'
            )
            || changes
        )
    ) as c (claims)
$$;

select pg_temp.leave() as waiting \gset
select is(
    pg_temp.outcome(pg_temp.finish(:'waiting', :'acme')), '401 nonce',
    'nobody finishes who has not come back'
);
select pg_temp.come_back(:'waiting', :'acme') \gset
select
    is(
        pg_temp.outcome(pg_temp.finish(:'waiting', :'acme', c.changes::jsonb)), '401 ' || c.reason,
        c.sentence
    )
from (
    values
    ('{"nonce": "of-another"}', 'nonce', 'a token that was asked for by somebody else is none'),
    ('{"nonce": null}', 'nonce', 'nor one that nobody asked for'),
    ('{"aud": "client-2"}', 'audience', 'nor one for another client'),
    ('{"email": "nina@globex.example"}', 'domain', 'nor does it speak of others'' people'),
    (
        '{"iss": "https://id.globex.example", "aud": "client-2", "email": "eve@globex.example"}',
        'nonce', 'what was begun at one provider another one does not end'
    )
) as c (changes, reason, sentence);
select tests.act_as(:'owner', :'acme');
select is(
    sign_in_error, 'The provider''s token does not sign anybody in: nonce',
    'the owner sees what is wrong with tokens'
) from api.identity_provider;
select tests.reset_role();
select pg_temp.leave(next_path => '/plants') as good \gset
select pg_temp.come_back(:'good', :'acme') \gset
select pg_temp.finish(:'good', :'acme') as finished \gset
select is(pg_temp.outcome(:'finished'), '200 signed in', 'the one that was asked for signs in');
select is(
    :'finished'::jsonb #>> '{body,next}', '/plants', 'and leads on to where somebody wanted to go'
);
select is(
    pg_temp.outcome(pg_temp.finish(:'good', :'acme')), '401 nonce', 'and another one does not'
);
select tests.act_as(:'owner', :'acme');
select api.set_identity_provider(
    'https://id.acme.example/', 'client 1', max_age_seconds => 3600, acr_values => '{mfa, hwk}'
) \gset
select tests.reset_role();
select
    is(
        pg_temp.sent(s.answer, 'max_age') || ' ' || pg_temp.sent(s.answer, 'acr_values'),
        '3600 mfa%20hwk', 'a provider is asked to make sure again, and how'
    )
from pg_temp.start('acme.example') as s (answer);
select extract(epoch from clock_timestamp())::integer as epoch \gset
create function pg_temp.assured(changes jsonb) returns text language plpgsql as $$
declare
    v_left jsonb := pg_temp.leave();
    v_organization_id text := (
        select p.organization_id from identity.identity_providers as p where p.client_id = 'client 1'
    );
begin
    perform pg_temp.come_back(v_left, v_organization_id);
    return pg_temp.outcome(pg_temp.finish(v_left, v_organization_id, changes));
end
$$;
select
    is(
        pg_temp.assured(a.changes), a.outcome, a.sentence
    )
from (
    values
    ('{}'::jsonb, '401 auth_time', 'what does not say when it was is not believed'),
    (
        jsonb_build_object('auth_time', :epoch - 3700, 'acr', 'mfa'), '401 auth_time',
        'nor what was too long ago'
    ),
    (
        jsonb_build_object('auth_time', :epoch + 3700, 'acr', 'mfa'), '401 auth_time',
        'or is to come'
    ),
    (
        jsonb_build_object('auth_time', :epoch::text, 'acr', 'mfa'), '401 auth_time',
        'in words'
    ),
    (jsonb_build_object('auth_time', :epoch - 60), '401 acr', 'or not how'),
    (
        jsonb_build_object('auth_time', :epoch - 60, 'acr', 'pwd'), '401 acr',
        'or in a way that is not enough'
    ),
    (
        jsonb_build_object('auth_time', :epoch - 60, 'acr', 'hwk'), '200 signed in',
        'what is as it was asked for is'
    )
) as a (changes, outcome, sentence);

update identity.external_sign_ins set expires_at = util.wall_clock() - interval '1 year';
select ok(identity.purge_one_time_tokens() > 0, 'in the end all of it is forgotten');
select is_empty('select from identity.external_sign_ins', 'and nothing stays');

select * from finish();
rollback;
