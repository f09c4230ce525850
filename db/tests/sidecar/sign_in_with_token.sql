-- External identity: whom a provider's token signs in, as whom, and everything that must not help.
-- That a signature is right is the sidecar's to say (is_signed); all else is decided here.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(83);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_member(:'globex', 'owner') as rival \gset
select tests.create_member(:'globex', 'member') as outsider \gset
select tests.subscribe(:'acme', 'enterprise', 'active') as subscription \gset
select tests.subscribe(:'globex', 'enterprise', 'active') as rival_subscription \gset
update identity.users set email = 'owner@acme.example' where id = :'owner';
update identity.users set email = 'mia@acme.example' where id = :'member';
update identity.users set email = 'oscar@acme.example' where id = :'outsider';
insert into identity.email_domains (
    organization_id, domain, challenge, created_by, created_at, verified_at
)
values
(:'acme', 'acme.example', 'a', :'owner', util.now(), util.now()),
(:'acme', 'unproved.example', 'b', :'owner', util.now(), null),
(:'globex', 'globex.example', 'c', :'rival', util.now(), util.now());
select tests.act_as(:'owner', :'acme');
select api.set_identity_provider('https://id.acme.example/', 'client-1', 'billing');
select tests.act_as(:'rival', :'globex');
select api.set_identity_provider('https://id.globex.example', 'client-1');
select tests.reset_role();

-- A token of somebody new, with its own number; changes are merged into its claims.
create function pg_temp.claims(changes jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object(
        'iss', 'https://id.acme.example/', 'aud', 'client-1', 'sub', 'nina', 'jti', gen_random_uuid(),
        'iat', extract(epoch from clock_timestamp())::integer,
        'exp', extract(epoch from clock_timestamp())::integer + 300,
        'email', 'nina@acme.example', 'email_verified', true, 'name', 'Nina New'
    ) || changes
$$;
create function pg_temp.present(
    claims jsonb,
    is_signed boolean default true,
    header jsonb default '{"alg": "RS256", "typ": "JWT", "kid": "k1"}',
    request_headers json default '{"x-real-ip": "192.0.2.7", "x-request-id": "r-1"}'
)
returns json language plpgsql as $$
declare
    v_answer json;
begin
    perform set_config('response.status', '', true), set_config('response.headers', '', true);
    set local role sidecar;
    v_answer = sidecar.sign_in_with_token(
        header::text, claims::text, sha256(convert_to(claims::text, 'UTF8')), is_signed, null,
        request_headers::text
    );
    perform tests.reset_role();
    return v_answer;
end
$$;
-- The status, and why.
create function pg_temp.outcome(answer json) returns text language sql as $$
    select concat_ws(
        ' ', answer ->> 'status',
        coalesce(
            (answer #>> '{body,details}')::json ->> 'reason', answer #>> '{body,code}', 'signed in'
        )
    )
$$;
create function pg_temp.claims_of(answer json) returns json language sql as $$
    select convert_from(
        util.decode_base64url(split_part(answer #>> '{body,access_token}', '.', 2)), 'UTF8'
    )::json
$$;
create function pg_temp.code_of(call text) returns text language plpgsql as $$
begin
    execute 'select ' || call;
    return 'done';
exception
    when others then
        return sqlerrm::json ->> 'code';
end
$$;
grant execute on function pg_temp.code_of(text), pg_temp.claims_of(json) to public;

-- What a token must not be ------------------------------------------------------------------------

create temporary table forged (change jsonb, reason text, sentence text) on commit drop;
insert into forged
select
    f.change::jsonb,
    f.reason,
    f.sentence
from (
    values
    (
        '{"iss": "https://id.globex.example"}',
        'domain',
        'another issuer speaks not for Acme''s people'
    ),
    ('{"iss": "https://id.acme.example"}', 'domain', 'an issuer is compared letter by letter'),
    ('{"iss": "unison"}', 'domain', 'nobody speaks in our name'),
    ('{"iss": null}', 'domain', 'nor in none'),
    ('{"email": "eve@globex.example"}', 'domain', 'nor does Acme''s of Globex'''),
    ('{"email": "eve@unproved.example"}', 'domain', 'a domain counts when it is proved'),
    ('{"email": "eve@sub.acme.example"}', 'domain', 'and only it, nothing beneath'),
    (
        '{"email": "eve@acme.example@else.example"}',
        'domain',
        'what stands behind the last @ counts'
    ),
    ('{"email": ["nina@acme.example"]}', 'domain', 'an address is text'),
    ('{"email": null}', 'domain', 'there is an address'),
    ('{"aud": "client-2"}', 'audience', 'a token for somebody else is none for us'),
    ('{"aud": null}', 'audience', 'nor one for nobody'),
    ('{"aud": []}', 'audience', 'nor for an empty list'),
    ('{"aud": ["client-1", "client-2"]}', 'audience', 'nor for others too, unless we asked'),
    ('{"aud": ["client-1", "client-2"], "azp": "client-2"}', 'audience', 'and they did'),
    ('{"azp": "client-2"}', 'audience', 'nor one that somebody else asked for'),
    ('{"exp": 1}', 'expired', 'it ends'),
    ('{"exp": null}', 'incomplete', 'it must say when'),
    ('{"exp": "never"}', 'incomplete', 'as a number'),
    ('{"exp": 99999999999}', 'lifetime', 'and soon'),
    ('{"iat": null}', 'incomplete', 'it says when it began'),
    ('{"iat": 1}', 'lifetime', 'which is not long ago'),
    ('{"iat": 99999999999}', 'not_yet_valid', 'nor to come'),
    ('{"nbf": 99999999999}', 'not_yet_valid', 'nor is it put off'),
    ('{"nbf": "soon"}', 'incomplete', 'in words'),
    ('{"sub": null}', 'incomplete', 'it names somebody'),
    ('{"sub": ""}', 'incomplete', 'by a name'),
    ('{"sub": 7}', 'incomplete', 'which is text'),
    ('{"email_verified": false}', 'email_unverified', 'whose address was verified'),
    ('{"email_verified": null}', 'email_unverified', 'as the provider says'),
    ('{"email_verified": "yes"}', 'email_unverified', 'in no other words')
) as f (change, reason, sentence);
select
    is(
        pg_temp.outcome(pg_temp.present(pg_temp.claims(f.change))), '401 ' || f.reason, f.sentence
    )
from forged as f;
select is(
    pg_temp.outcome(
        pg_temp.present(pg_temp.claims() || '{"sub": "x", "email": "n@acme.example"}', false)
    ),
    '401 not_trusted', 'and none without a signature by a key of its issuer'
);
select
    is(
        pg_temp.outcome(pg_temp.present(pg_temp.claims(), header => h.header::jsonb)),
        '401 type',
        h.sentence
    )
from (
    values
    ('{"typ": "at+jwt"}', 'a token that opens an API says not who somebody is'),
    ('{"typ": "logout+jwt"}', 'nor does one that signs out'),
    ('{"typ": "secevent+jwt"}', 'nor one that tells of what happened'),
    ('{"typ": "dpop+jwt"}', 'nor one that shows a key'),
    ('{"typ": "JWT "}', 'nor one whose type is almost the right one'),
    ('{"typ": ["JWT"]}', 'nor one of several types'),
    ('{"crit": ["b64"], "b64": false}', 'nor one with rules that we do not know'),
    ('{"typ": "JWT", "crit": []}', 'nor one that says there are rules, and none'),
    ('{"crit": null}', 'nor one that says nothing of them')
) as h (header, sentence);
set local role sidecar;
select is(
    sidecar.sign_in_with_token('{}', 'no json', '\x00', true, null, '{}') #>> '{body,code}',
    'id_token_invalid', 'claims are JSON'
);
select tests.reset_role();
select is_empty(
    $$ select from identity.users where email in ('nina@acme.example', 'eve@globex.example') $$,
    'nobody came of any of it'
);
select is(
    (select t.tries from identity.throttles as t where t.key = 'client:192.0.2.7'),
    (select count(*)::integer + 10 from forged), 'and each try is counted'
);
update identity.throttles set tries = 100000 where key = 'client:192.0.2.7';
select is(
    pg_temp.outcome(pg_temp.present(pg_temp.claims())), '429 too_many_tries',
    'too many keep even the right one out'
);
delete from identity.throttles;

-- Somebody new ------------------------------------------------------------------------------------

select
    pg_temp.claims('{"role": "platform_admin", "org_id": "00000000-0000-4000-8000-000000000000"}')
        as claims
\gset
select pg_temp.present(:'claims') as answer \gset
select is(pg_temp.outcome(:'answer'), '200 signed in', 'a good token signs in');
select u.id as nina from identity.users as u where u.email = 'nina@acme.example' \gset
select results_eq(
    format(
        'select kind, full_name, email_verified_at is not null from identity.users where id = %L',
        :'nina'
    ),
    $$ values ('customer', 'Nina New', true) $$, 'makes a person, whose address is known to be hers'
);
select results_eq(
    format('select organization_id, role from identity.memberships where user_id = %L', :'nina'),
    format($$ values (%L::uuid, 'billing') $$, :'acme'), 'and a member with the default role'
);
select is(
    pg_temp.claims_of(:'answer') ->> 'role',
    'authenticated',
    'whatever role the token has asked for'
);
select is(pg_temp.claims_of(:'answer') ->> 'org_id', :'acme', 'and whatever organization');
select is(pg_temp.outcome(pg_temp.present(:'claims')), '401 used', 'a token signs in once');
select
    ok(
        s.expires_at < util.wall_clock() + interval '12 hours 1 minute', 'for a working day'
    )
from identity.sessions as s
where s.user_id = :'nina';

select tests.act_as(:'owner', :'acme');
select results_eq(
    $$
        select subject_kind, after ->> 'user_id' from api.activity
        where subject_kind in ('identity.memberships', 'identity.external_identities')
            and after ->> 'user_id' = $$ || quote_literal(:'nina') || $$ order by subject_kind
    $$,
    format(
        $$ values ('identity.external_identities', %1$L), ('identity.memberships', %1$L) $$, :'nina'
    ),
    'the organization reads in its activity who came, and how'
);
select tests.reset_role();
select tests.become('authenticated', pg_temp.claims_of(:'answer'));
select is(identity.current_session_kind(), 'external', 'the session is one of its own kind');
select results_eq(
    'select api.me.role, session_kind from api.me', $$ values ('billing', 'external') $$,
    'in which she is who she is'
);
select
    is(
        pg_temp.code_of(c), 'own_session_required', format('which reaches no further: %s', c)
    )
from
    unnest(array[
        format('api.switch_organization(%L)', :'globex'), $$ api.create_organization('mine') $$,
        'api.export_my_data()', $$ api.change_password('a', 'correct horse battery') $$,
        'api.request_email_verification()'
    ]) as c;
select tests.reset_role();

select is(
    pg_temp.outcome(
        pg_temp.present(pg_temp.claims('{"email": "nora@acme.example", "name": "Nora"}'))
    ),
    '200 signed in', 'the subject is who she is, also under another address'
);
select is(count(*), 1::bigint, 'and no second person')
from identity.external_identities as e where e.user_id = :'nina';
select is(
    pg_temp.outcome(pg_temp.present(pg_temp.claims('{"sub": "other"}'))), '200 signed in',
    'a provider may give somebody another subject: the member with the address is linked'
);
select is(
    pg_temp.outcome(pg_temp.present(pg_temp.claims(
        '{"iss": "https://id.globex.example", "email": "nina@globex.example"}'
    ))),
    '200 signed in', 'the same subject of another issuer'
);
select is(count(*), 2::bigint, 'is somebody else')
from identity.users as u where u.email like 'nina@%';

-- Accounts that exist -----------------------------------------------------------------------------

select pg_temp.present(pg_temp.claims('{"sub": "mia", "email": "Mia@Acme.example"}')) as answer
\gset
select is(
    pg_temp.claims_of(:'answer') ->> 'sub',
    :'member',
    'a member with the address is signed in as who it is'
);
select is(
    pg_temp.outcome(
        pg_temp.present(pg_temp.claims('{"sub": "oscar", "email": "oscar@acme.example"}'))
    ),
    '409 external_account_exists', 'an account of another organization is taken over by nobody'
);
select is_empty(
    format(
        'select from identity.memberships where user_id = %L and organization_id = %L',
        :'outsider',
        :'acme'
    ),
    'and joined to nothing'
);
insert into identity.users (kind, email, full_name, password_hash, created_at)
values ('staff', 'sue@acme.example', 'Sue', 'none', util.now()),
('customer', 'early@acme.example', 'An impostor', 'none', util.now());
select is(
    pg_temp.outcome(pg_temp.present(pg_temp.claims('{"sub": "sue", "email": "sue@acme.example"}'))),
    '409 external_account_exists', 'nobody becomes one of the staff'
);
select is(
    pg_temp.outcome(
        pg_temp.present(pg_temp.claims('{"sub": "early", "email": "early@acme.example"}'))
    ),
    '409 external_account_exists', 'nor moves in with who registered the address before'
);
insert into identity.memberships (organization_id, user_id, role, created_at)
select
    :'acme',
    u.id,
    'member',
    util.now()
from identity.users as u
where u.email = 'early@acme.example';
select is(
    pg_temp.outcome(
        pg_temp.present(pg_temp.claims('{"sub": "early", "email": "early@acme.example"}'))
    ),
    '409 external_account_exists', 'even a member, while the address is not verified'
);

-- Invited, too many, removed ----------------------------------------------------------------------

select tests.act_as(:'owner', :'acme');
select api.invite_member('ivy@acme.example', 'admin') \gset
select tests.reset_role();
select pg_temp.present(pg_temp.claims('{"sub": "ivy", "email": "ivy@acme.example"}')) as answer
\gset
select results_eq(
    format(
        $$ select m.role, i.accepted_by = m.user_id from identity.memberships as m
        inner join identity.invitations as i on i.organization_id = m.organization_id
        where m.user_id = %L $$, pg_temp.claims_of(:'answer') ->> 'sub'
    ),
    $$ values ('admin', true) $$, 'who was invited gets the role of the invitation, and uses it up'
);

select usage.grant_entitlement(:'acme', 'users', to_jsonb(tests.used(:'acme', 'users')), 'a test')
\gset
select is(
    pg_temp.outcome(pg_temp.present(pg_temp.claims('{"sub": "zoe", "email": "zoe@acme.example"}'))),
    '402 limit_exceeded', 'the seat is taken with the membership, or there is none'
);
select is_empty(
    $$ select from identity.users where email = 'zoe@acme.example' $$, 'nor is there a person'
);
select usage.withdraw_override(:'acme', 'users', 'a test') \gset

update billing.subscriptions set status = 'suspended', access = 'read_only'
where id = :'subscription';
select is(
    pg_temp.outcome(pg_temp.present(pg_temp.claims('{"sub": "zoe", "email": "zoe@acme.example"}'))),
    '402 read_only', 'nobody joins what is suspended'
);
select is(
    pg_temp.outcome(pg_temp.present(pg_temp.claims('{"sub": "mia", "email": "mia@acme.example"}'))),
    '200 signed in', 'who belongs to it may come and see it paid'
);
update billing.subscriptions set status = 'active', access = 'full' where id = :'subscription';

select pg_temp.present(pg_temp.claims()) as answer \gset
select tests.act_as(:'owner', :'acme');
select api.remove_member(:'nina') \gset
select tests.reset_role();
select throws_like(
    format($$ select tests.become('authenticated', %L) $$, pg_temp.claims_of(:'answer')),
    '%session_ended%', 'who is removed is out at the next request'
);
select is(
    pg_temp.outcome(pg_temp.present(pg_temp.claims())), '403 membership_required',
    'and does not come back by what the provider goes on saying'
);

select usage.grant_entitlement(:'acme', 'sso', 'false', 'a test') \gset
select is(
    pg_temp.outcome(pg_temp.present(pg_temp.claims('{"sub": "mia", "email": "mia@acme.example"}'))),
    '402 feature_required', 'without the feature a token signs nobody in'
);
select usage.withdraw_override(:'acme', 'sso', 'a test') \gset

-- Ends --------------------------------------------------------------------------------------------

select pg_temp.present(
    pg_temp.claims('{"sub": "mia", "email": "mia@acme.example"}'),
    request_headers => '{"x-session": "cookie"}'
) as answer \gset
select
    is(
        :'answer'::json #>> '{body,access_token}',
        null,
        'who keeps tokens in cookies is given cookies'
    );
select pg_temp.present(pg_temp.claims('{"sub": "mia", "email": "mia@acme.example"}')) as answer
\gset
select tests.act_as(:'owner', :'acme');
select api.remove_identity_provider() \gset
select tests.reset_role();
select throws_like(
    format($$ select tests.become('authenticated', %L) $$, pg_temp.claims_of(:'answer')),
    '%session_ended%', 'with the provider go the sessions that it vouched for'
);
select is(
    pg_temp.outcome(pg_temp.present(pg_temp.claims('{"sub": "mia", "email": "mia@acme.example"}'))),
    '401 domain', 'and its tokens count no more'
);
select is(
    identity.refresh_session(:'answer'::json #>> '{body,refresh_token}') ->> 'code',
    'refresh_token_invalid', 'nor do those to refresh with'
);

select * from finish();
rollback;
