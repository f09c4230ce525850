-- A person sees where the person is signed in, and ends it: nobody else's, and nobody else.
begin;
\ir ../_helpers.sql
select plan(38);

select util.set_setting('password_hash_cost', '4');
select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_member(:'globex', 'owner') as rival \gset
update identity.users
set password_hash = identity.hash_password('correct horse battery')
where id in (:'owner', :'rival');
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'globex', :'owner', 'member', util.now());

-- Whoever has a session asks by it.
create function pg_temp.ask_by(wanted uuid) returns void language plpgsql as $$
begin
    perform tests.reset_role();
    perform tests.become('authenticated', json_build_object(
        'sub', s.user_id, 'sid', s.id, 'org_id', s.organization_id,
        'role', 'authenticated', 'aud', 'unison',
        'exp', floor(extract(epoch from util.wall_clock())) + 900
    ))
    from identity.sessions as s
    where s.id = ask_by.wanted;
end
$$;
grant execute on function pg_temp.ask_by to public;
create function pg_temp.is_open(wanted uuid) returns boolean language sql as $$
    select s.revoked_at is null from identity.sessions as s where s.id = is_open.wanted
$$;
create function pg_temp.sign_in_from(agent text, address text) returns text language plpgsql as $$
declare
    v_session_id uuid;
begin
    perform set_config(
        'request.headers',
        json_build_object('user-agent', agent, 'x-real-ip', address)::text,
        true
    );
    select (
        convert_from(util.decode_base64url(split_part(
            identity.issue_tokens(tests.open_session('user', u.id, o.id)) ->> 'access_token',
            '.',
            2
        )), 'UTF8')::json ->> 'sid'
    )::uuid
    into v_session_id
    from identity.users as u
    cross join identity.organizations as o
    where
        u.full_name = 'A person with the role owner'
        and o.name = 'acme'
        and exists (
            select from identity.memberships as m
            where m.user_id = u.id and m.organization_id = o.id
        );
    perform set_config('request.headers', '{}', true);
    return v_session_id;
end
$$;

-- From where -------------------------------------------------------------------------------------
select pg_temp.sign_in_from(
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', '203.0.113.77'
) as here \gset
select pg_temp.sign_in_from(
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
    '2001:db8:7:1::5'
) as phone \gset
select tests.open_session('external', :'owner', :'acme') as provider \gset
select tests.open_session('external', :'owner', :'globex') as other_provider \gset
select tests.open_session('user', :'rival', :'globex') as rivals \gset
select tests.open_session('user', :'member', :'acme') as members \gset
select tests.create_staff() as staff \gset
insert into identity.sessions (
    kind, user_id, organization_id, acting_staff_id, reason, is_read_only, created_at, expires_at
)
values (
    'impersonation', :'owner', :'acme', :'staff', 'A ticket', false,
    util.wall_clock(), util.wall_clock() + interval '30 minutes'
)
returning id as impersonation \gset
insert into identity.api_keys (
    organization_id, name, prefix, key_hash, created_by, created_at
)
values (:'acme', 'A machine', 'uk_1', sha256('key'), :'owner', util.wall_clock())
returning id as key \gset
insert into identity.sessions (
    kind, user_id, organization_id, api_key_id, created_at, expires_at
)
values (
    'api_key', :'owner', :'acme', :'key', util.wall_clock(), util.wall_clock() + interval '1 hour'
)
returning id as machine \gset

select pg_temp.ask_by(:'here');
select results_eq(
    $$
    select id, signed_in_by, client, address, is_current from api.sessions order by client, id
    $$,
    format(
        $$
        values
        (%L::uuid, 'password', 'Firefox on Linux', '203.0.113.*', true),
        (%L, 'password', 'Safari on iOS', '2001:db8:7::*', false),
        (%L, 'provider', null, null, false),
        (%L, 'provider', null, null, false)
        $$,
        :'here', :'phone', least(:'provider', :'other_provider'),
        greatest(:'provider', :'other_provider')
    ),
    'a person sees the own sessions, by what and from where, and no impersonator''s or machine''s'
);
select isnt_empty(
    $$ select from api.sessions where last_used_at is not null and expires_at > created_at $$,
    'since when, until when, and when they were used'
);

-- Nobody else ------------------------------------------------------------------------------------
select pg_temp.ask_by(:'members');
select results_eq(
    'select id from api.sessions', array[:'members'::uuid], 'a colleague sees none of them'
);
select pg_temp.ask_by(:'rivals');
select results_eq(
    'select id from api.sessions', array[:'rivals'::uuid], 'nor does another tenant'
);
select throws_like(
    format($$ select api.end_session(%L, 'correct horse battery') $$, :'here'),
    '%"code" : "session_not_found"%',
    'who cannot end one either'
);
select pg_temp.ask_by(:'impersonation');
select is_empty('select from api.sessions', 'who stands in for the person sees nothing');
select throws_like(
    format($$ select api.end_session(%L, 'correct horse battery') $$, :'phone'),
    '%"code" : "own_session_required"%',
    'and ends nothing'
);
select throws_like(
    $$ select api.end_other_sessions('correct horse battery') $$,
    '%"code" : "own_session_required"%',
    'nor all at once'
);
select pg_temp.ask_by(:'machine');
select is_empty('select from api.sessions', 'a machine sees nothing');
select throws_like(
    $$ select api.end_other_sessions('correct horse battery') $$,
    '%"code" : "own_session_required"%',
    'and ends nothing'
);

-- Whom a provider has let in ---------------------------------------------------------------------
select pg_temp.ask_by(:'provider');
select results_eq(
    'select id from api.sessions',
    array[:'provider'::uuid],
    'whom a provider has let in sees what that provider vouched for'
);
select throws_like(
    format($$ select api.end_session(%L) $$, :'phone'),
    '%"code" : "session_not_found"%',
    'and ends nothing beyond it'
);
select throws_like(
    format($$ select api.end_session(%L) $$, :'other_provider'),
    '%"code" : "session_not_found"%',
    'not even what another one has let in'
);
select is(api.end_other_sessions() ->> 'ended', '0', 'nor all at once');
select tests.reset_role();
select ok(pg_temp.is_open(:'phone') and pg_temp.is_open(:'other_provider'), 'they go on');
update identity.sessions
set created_at = created_at - interval '11 minutes'
where id = :'provider';
select pg_temp.ask_by(:'provider');
select throws_like(
    $$ select api.end_other_sessions() $$,
    '%"code" : "recent_sign_in_required"%',
    'and later must have signed in anew'
);

-- One --------------------------------------------------------------------------------------------
select pg_temp.ask_by(:'here');
select is(
    api.end_session(:'phone') ->> 'code',
    'invalid_credentials',
    'who finds a screen unlocked ends nothing without the password'
);
select is(current_setting('response.status'), '401', 'which is told as a status, and counted');
select is(
    api.end_session(:'phone', 'wrong') ->> 'code', 'invalid_credentials', 'nor with another one'
);
select tests.reset_role();
select ok(pg_temp.is_open(:'phone'), 'the session goes on');
select isnt_empty(
    format($$ select from identity.throttles where key = 'password:%s' and tries = 2 $$, :'owner'),
    'and tries are counted'
);
select pg_temp.ask_by(:'here');
select throws_like(
    format($$ select api.end_session(%L, 'correct horse battery') $$, :'impersonation'),
    '%"code" : "session_not_found"%',
    'an impersonator''s session is ended by the staff'
);
select throws_like(
    format($$ select api.end_session(%L, 'correct horse battery') $$, :'machine'),
    '%"code" : "session_not_found"%',
    'and a machine''s by revoking its key'
);
select is(
    api.end_session(:'phone', 'correct horse battery')::jsonb,
    jsonb_build_object('id', :'phone'),
    'the password ends it'
);
select is(
    api.end_session(:'phone', 'correct horse battery')::jsonb,
    jsonb_build_object('id', :'phone'),
    'and may be repeated'
);
select is_empty(
    format($$ select from api.sessions where id = %L $$, :'phone'), 'it is listed no more'
);
select throws_like(
    format($$ select pg_temp.ask_by(%L) $$, :'phone'),
    '%"code" : "token_invalid"%',
    'and asks nothing more'
);
select tests.reset_role();
select is(
    (select revoked_reason from identity.sessions where id = :'phone'),
    'ended_by_person',
    'by whom is kept'
);
select results_eq(
    format(
        $$
        select actor_id, after ->> 'session_id'
        from audit.entries where action = 'session_ended' and actor_id = %L
        $$,
        :'owner'
    ),
    format($$ values (%L::uuid, %L) $$, :'owner', :'phone'),
    'and recorded, once'
);

-- All others -------------------------------------------------------------------------------------
select pg_temp.ask_by(:'here');
select is(
    api.end_other_sessions('wrong') ->> 'code', 'invalid_credentials', 'all others need it, too'
);
select is(
    api.end_other_sessions('correct horse battery') ->> 'ended', '2', 'with it they end at once'
);
select results_eq('select id from api.sessions', array[:'here'::uuid], 'but the one that asks');
select tests.reset_role();
select ok(
    pg_temp.is_open(:'impersonation') and pg_temp.is_open(:'machine')
    and pg_temp.is_open(:'rivals') and pg_temp.is_open(:'members'),
    'and those that are nobody''s or somebody else''s'
);
select results_eq(
    format(
        $$
        select (after ->> 'sessions')::integer
        from audit.entries where action = 'other_sessions_ended' and actor_id = %L order by id
        $$,
        :'owner'
    ),
    array[0, 2],
    'each time it is recorded'
);

-- How programs call themselves --------------------------------------------------------------------
create function pg_temp.client(agent text) returns text language plpgsql as $$
begin
    perform set_config('request.headers', json_build_object('user-agent', agent)::text, true);
    return identity.current_client_name();
end
$$;
select results_eq(
    $$
    select pg_temp.client(c.agent)
    from (
        values
        (1, 'Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0'),
        (2, 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/141.0'),
        (3, 'Mozilla/5.0 (Linux; Android 15) Chrome/141.0 Mobile Safari/537.36 OPR/92.0'),
        (4, 'python-httpx/0.28.1'),
        (5, '<script>'),
        (6, repeat('x', 600)),
        (7, null)
    ) as c (position, agent)
    order by c.position
    $$,
    array[
        'Edge on Windows', 'Chrome on macOS', 'Opera on Android', 'python-httpx', null, null, null
    ],
    'browsers are known, programs name themselves, and other text is nobody''s name'
);
select set_config('request.headers', '{"x-real-ip": "unix:"}', true);
select is(identity.current_network(), null, 'nor is what is no address one');

-- The same browser again --------------------------------------------------------------------------
select set_config('request.headers', '{}', true);
select tests.open_session('user', :'owner', :'acme') as before \gset
select identity.issue_tokens(:'before') as answer \gset
select set_config(
    'request.headers',
    json_build_object('x-refresh-token', :'answer'::json ->> 'refresh_token')::text,
    true
);
select tests.open_session('user', :'owner', :'acme') as after \gset
select identity.issue_tokens(:'after') \gset
select is(
    (select revoked_reason from identity.sessions where id = :'before'),
    'signed_in_again',
    'who signs in again in a browser leaves the former session of its cookie'
);
select ok(pg_temp.is_open(:'after') and pg_temp.is_open(:'here'), 'and no other one');

select * from finish();
rollback;
