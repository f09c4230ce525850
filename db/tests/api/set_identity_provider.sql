-- Identity providers: who names one, whose domains and keys count, and who still needs a password.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(74);

select util.set_setting('password_hash_cost', '4');
select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'admin') as admin \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_member(:'globex', 'owner') as rival \gset
select tests.subscribe(:'acme', 'professional', 'active') as subscription \gset
select tests.subscribe(:'globex', 'enterprise', 'active') as rival_subscription \gset

create function pg_temp.code_of(call text) returns text language plpgsql as $$
begin
    execute 'select ' || call;
    return 'done';
exception
    when others then
        return sqlerrm::json ->> 'code';
end
$$;
create function pg_temp.name_provider(issuer text) returns text language sql as $$
    select pg_temp.code_of(format('api.set_identity_provider(%L, %L)', issuer, 'client-1'))
$$;
grant execute on function pg_temp.code_of(text), pg_temp.name_provider(text) to public;

-- Who names one -----------------------------------------------------------------------------------

select tests.act_as(:'owner', :'acme');
select is(
    pg_temp.name_provider('https://id.acme.example'), 'feature_required', 'not every plan has it'
);
select is(
    pg_temp.code_of($$ api.add_email_domain('acme.example') $$), 'feature_required',
    'nor domains of one''s own'
);
select tests.reset_role();
select usage.grant_entitlement(:'acme', 'sso', 'true', 'a test') \gset

select tests.act_as(:'admin', :'acme');
select is(
    pg_temp.name_provider('https://id.acme.example'), 'role_required',
    'an admin could come in as an owner by it, and names none'
);
select
    is(
        pg_temp.code_of(c), 'role_required', format('nor is it the admin''s: %s', c)
    )
from
    unnest(array[
        'api.remove_identity_provider()', $$ api.add_email_domain('acme.example') $$,
        $$ api.check_email_domain('acme.example') $$,
        $$ api.remove_email_domain('acme.example') $$
    ]) as c;
select tests.act_as(:'owner', :'acme');
select set_config('identity.session_kind', 'impersonation', true);
select is(
    pg_temp.name_provider('https://id.acme.example'), 'own_session_required',
    'nor do the staff in an owner''s place'
);

select tests.act_as(:'owner', :'acme');
select is(pg_temp.name_provider(i), 'invalid_argument', format('no issuer: %s', i))
from
    unnest(array[
        'http://id.acme.example', 'https://id.acme.example?x=1', 'https://id.acme.example/#x',
        'https://me@id.acme.example', 'https://127.0.0.1', 'https://intranet', 'javascript:x', '',
        'https://id.acme.example/' || repeat('x', 250)
    ]) as i;
select is(
    pg_temp.code_of(
        $$ api.set_identity_provider('https://id.acme.example', 'client-1', 'owner') $$
    ),
    'invalid_argument', 'nobody becomes an owner by signing in'
);
select is(
    pg_temp.code_of(
        $$ api.set_identity_provider('https://id.acme.example', 'client-1', 'machine') $$
    ),
    'invalid_argument', 'or a machine'
);
select is(
    pg_temp.name_provider('https://id.acme.example/tenant/v2.0'), 'done', 'an owner names one'
);
select results_eq(
    'select issuer, client_id, default_role, is_required, keys_fetched_at is null
    from api.identity_provider',
    $$ values ('https://id.acme.example/tenant/v2.0', 'client-1', 'member', false, true) $$,
    'and sees it'
);
select
    is(
        a.after ->> 'issuer', 'https://id.acme.example/tenant/v2.0', 'as does the activity'
    )
from api.activity as a
where a.subject_kind = 'identity.identity_providers';
select tests.act_as(:'admin', :'acme');
select is_empty('select from api.identity_provider', 'others of the organization do not');
select tests.act_as(:'rival', :'globex');
select is_empty('select from api.identity_provider', 'nor does another one');
select is(
    pg_temp.code_of('api.remove_identity_provider()'), 'identity_provider_not_found',
    'which has none to remove'
);

-- Domains -----------------------------------------------------------------------------------------

select tests.act_as(:'owner', :'acme');
select
    is(
        pg_temp.code_of(format('api.add_email_domain(%L)', d)), 'invalid_argument',
        format('no domain: %s', d)
    )
from
    unnest(array['acme', '', 'nina@acme.example', 'acme.example.', 'äcme.example', '*.example'])
        as d;
select api.add_email_domain(' Acme.Example ') as added \gset
select is(
    :'added'::json ->> 'record_name', '_unison-challenge.acme.example', 'a record proves one'
);
select matches(
    :'added'::json ->> 'record_value', '^unison-domain-verification=[\w-]{43}$',
    'by saying what nobody can guess'
);
select is(
    api.add_email_domain('acme.example') ->> 'record_value', :'added'::json ->> 'record_value',
    'the same if it is asked for again'
);
select is(
    pg_temp.code_of($$ api.check_email_domain('else.example') $$), 'email_domain_not_found',
    'only one''s own are looked up'
);
select api.check_email_domain('acme.example') \gset
select is(is_verified, false, 'a domain is not proved by being said') from api.email_domains;
select tests.act_as(:'rival', :'globex');
select is_empty('select from api.email_domains', 'another tenant sees nothing of it');
select api.add_email_domain('acme.example') as claimed \gset
select isnt(
    :'claimed'::json ->> 'record_value', :'added'::json ->> 'record_value',
    'but may say the same, with a record of its own'
);
select tests.reset_role();

set local role sidecar;
select results_eq(
    'select organization_id, record_name from sidecar.claim_domain_checks(10, 30)',
    format($$ values (%L::uuid, '_unison-challenge.acme.example') $$, :'acme'),
    'the sidecar looks up what was asked for'
);
select is_empty('select from sidecar.claim_domain_checks(10, 30)', 'one at a time');
select
    is(
        sidecar.record_domain_check(:'acme', 'acme.example', c.texts, c.error),
        c.outcome,
        c.sentence
    )
from (
    values
    ('{}'::text[], 'timed out', 'failed', 'a look-up that fails proves nothing'),
    ('{}', null, 'missing', 'nor does no record'),
    (array['v=spf1 -all'], null, 'missing', 'nor one that says something else'),
    (array[:'claimed'::json ->> 'record_value'], null, 'missing', 'nor somebody else''s'),
    (
        array['v=spf1 -all', :'added'::json ->> 'record_value'],
        null,
        'verified',
        'the right one does'
    )
) as c (texts, error, outcome, sentence);
select is(
    sidecar.record_domain_check(
        :'globex', 'acme.example', array[:'claimed'::json ->> 'record_value'], null
    ),
    'taken', 'what is proved is nobody else''s, while its record stands'
);
select is(
    sidecar.record_domain_check(:'acme', 'else.example', '{}', null), 'removed',
    'what was removed meanwhile is nobody''s'
);
select tests.reset_role();

select tests.open_session('external', :'member', :'acme') as session \gset
select sidecar.record_domain_check(:'acme', 'acme.example', '{}', 'timed out') \gset
select sidecar.record_domain_check(:'acme', 'acme.example', '{}', null) \gset
select ok(verified_at is not null, 'a record that is gone for a moment loses nothing')
from identity.email_domains where organization_id = :'acme';
update identity.email_domains set missing_since_at = util.wall_clock() - interval '73 hours'
where organization_id = :'acme';
select is(
    sidecar.record_domain_check(:'acme', 'acme.example', '{}', null),
    'lost',
    'after three days it does'
);
select is(revoked_reason, 'domain_lost', 'with whom the provider let in')
from identity.sessions where id = :'session';
select is(
    sidecar.record_domain_check(
        :'globex', 'acme.example', array[:'claimed'::json ->> 'record_value'], null
    ),
    'verified', 'then another organization may prove it'
);
select sidecar.record_domain_check(:'globex', 'acme.example', '{}', null) \gset
select is(
    sidecar.record_domain_check(
        :'acme', 'acme.example', array[:'added'::json ->> 'record_value'], null
    ),
    'verified', 'as may the former, at once when the record has changed hands'
);
select results_eq(
    'select organization_id from identity.email_domains where verified_at is not null',
    array[:'acme'::uuid], 'never are there two'
);

-- Keys --------------------------------------------------------------------------------------------

select 'https://id.acme.example/tenant/v2.0' as issuer \gset
set local role sidecar;
select is_empty(
    $$ select from sidecar.claim_key_set('https://id.globex.example', 30) $$,
    'nothing is fetched that nobody has named'
);
select attempt from sidecar.claim_key_sets(10, 30) \gset
select is_empty(
    format('select from sidecar.claim_key_set(%L, 30)', :'issuer'),
    'however many tokens make up keys, one fetch a minute it is'
);
select json_build_object('keys', json_build_array(
    json_build_object(
        'kid', 'good', 'kty', 'RSA', 'use', 'sig', 'n', repeat('n', 342), 'e', 'AQAB', 'd', 'x'
    ),
    json_build_object(
        'kid', 'curve', 'kty', 'EC', 'crv', 'P-256', 'x', repeat('x', 43), 'y', repeat('y', 43)
    ),
    json_build_object('kid', 'short', 'kty', 'RSA', 'n', repeat('n', 171), 'e', 'AQAB'),
    json_build_object('kid', 'three', 'kty', 'RSA', 'n', repeat('n', 342), 'e', 'Aw'),
    json_build_object('kid', 'enc', 'kty', 'RSA', 'use', 'enc', 'n', repeat('n', 342), 'e', 'AQAB'),
    json_build_object(
        'kid', 'other', 'kty', 'RSA', 'alg', 'RS512', 'n', repeat('n', 342), 'e', 'AQAB'
    ),
    json_build_object('kid', 'oct', 'kty', 'oct', 'k', repeat('k', 43)),
    json_build_object('kty', 'RSA', 'n', repeat('n', 342), 'e', 'AQAB'),
    'no key'
)) as keys \gset
select json_build_object('issuer', :'issuer') as discovery \gset
select is(
    sidecar.record_key_set(:'issuer', :attempt - 1, :'discovery', :'keys', null), 'stale',
    'an overtaken fetch tells nothing'
);
select is(
    sidecar.record_key_set(:'issuer', :attempt, :'discovery', :'keys', null),
    'stored',
    'keys are kept'
);
select results_eq(
    format(
        $$ select k
        from unnest(array['good', 'curve', 'short', 'three', 'enc', 'other', 'oct', '']) as k
        where sidecar.find_provider_key(%L, k) is not null $$,
        :'issuer'
    ),
    array['good', 'curve'], 'those that a token may be signed with'
);
select is(
    sidecar.find_provider_key(:'issuer', 'good'),
    jsonb_build_object('kid', 'good', 'alg', 'RS256', 'n', repeat('n', 342), 'e', 'AQAB'),
    'and nothing else of them'
);
select is(
    sidecar.find_provider_key('https://id.globex.example', 'good'), null,
    'for nobody but their issuer'
);
select
    is(
        sidecar.record_key_set(:'issuer', :attempt, f.discovery, f.keys, f.error),
        'failed',
        f.sentence
    )
from (
    values
    (
        '{"issuer": "https://evil.example"}',
        :'keys',
        null,
        'keys of another issuer are none of this one'
    ),
    (:'discovery', '{"keys": []}', null, 'an empty set is none'),
    (:'discovery', '<html>', null, 'nor is a page'),
    (null, null, 'no answer in 10 s', 'nor nothing')
) as f (discovery, keys, error, sentence);
select isnt(
    sidecar.find_provider_key(:'issuer', 'good'),
    null,
    'what failed leaves the former keys for a while'
);
select tests.reset_role();
select tests.act_as(:'owner', :'acme');
select is(keys_error, 'no answer in 10 s', 'and its owner sees why') from api.identity_provider;
select tests.reset_role();
update identity.key_sets set fetched_at = util.wall_clock() - interval '25 hours';
select is(identity.find_provider_key(:'issuer', 'good'), null, 'for a day, no longer');

-- Passwords ---------------------------------------------------------------------------------------

select identity.hash_password('correct horse battery') as hash \gset
update identity.users set email = 'owner@acme.example', password_hash = :'hash' where id = :'owner';
update identity.users set email = 'mia@acme.example', password_hash = :'hash' where id = :'member';
update identity.users set email = 'guest@else.example', password_hash = :'hash' where id = :'admin';
create function pg_temp.knock(email text) returns text language plpgsql as $$
declare
    v_answer json;
begin
    perform tests.act_as_anon();
    v_answer = api.sign_in(knock.email, 'correct horse battery');
    perform tests.reset_role();
    return coalesce(v_answer ->> 'code', 'signed in');
end
$$;
select is(pg_temp.knock('mia@acme.example'), 'signed in', 'a provider does not end passwords');
select tests.act_as_anon();
select api.sign_in('mia@acme.example', 'correct horse battery') ->> 'refresh_token' as refresh_token
\gset
select tests.act_as(:'owner', :'acme');
select api.set_identity_provider(:'issuer', 'client-1', is_required => true) \gset
select tests.reset_role();
select is(pg_temp.knock('mia@acme.example'), 'provider_required', 'unless its owner says so');
select is(pg_temp.knock('owner@acme.example'), 'signed in', 'who is never locked out');
select is(
    pg_temp.knock('guest@else.example'), 'signed in', 'nor are guests, whom it does not know'
);
select is(
    identity.refresh_session(:'refresh_token') ->> 'code', 'refresh_token_invalid',
    'who is in by a password is out when the token ends'
);
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'globex', :'member', 'member', util.now());
select is(pg_temp.knock('mia@acme.example'), 'signed in', 'elsewhere a password still leads');
select tests.act_as(:'member', :'globex');
select is(
    api.switch_organization(:'acme') ->> 'code', 'provider_required', 'and from there not here'
);

select * from finish();
rollback;
