-- The guard: what a request may be, and who it is from. The claims here are what PostgREST hands on
-- once the signature is right.
begin;
\ir ../_helpers.sql
select plan(47);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'billing') as person \gset
select tests.create_member(:'globex', 'owner') as rival \gset
select tests.open_session('user', :'person', :'acme') as session \gset
select tests.create_staff() as staff \gset
select tests.open_session('staff', :'staff', null) as staff_session \gset

select json_build_object(
    'sub', :'person', 'sid', :'session', 'org_id', :'acme', 'role', 'authenticated',
    'aud', 'unison', 'iat', extract(epoch from clock_timestamp())::integer,
    'exp', extract(epoch from clock_timestamp())::integer + 900
) as claims \gset
select json_build_object(
    'sub', :'staff', 'sid', :'staff_session', 'role', 'platform_admin',
    'aud', 'unison', 'iat', extract(epoch from clock_timestamp())::integer,
    'exp', extract(epoch from clock_timestamp())::integer + 900
) as staff_claims \gset

create function pg_temp.ask(claims jsonb, role text default 'authenticated')
returns text language plpgsql as $$
begin
    perform tests.become(ask.role, ask.claims::json);
    perform tests.reset_role();
    return 'passed';
exception when sqlstate 'PGRST' then
    return coalesce((sqlerrm::json ->> 'details')::json ->> 'reason', sqlerrm::json ->> 'code');
end
$$;

-- A person ----------------------------------------------------------------------------------------

select tests.become('authenticated', :'claims');
select is(identity.current_user_id(), :'person', 'a good token says who asks');
select is(identity.current_organization_id(), :'acme', 'in which organization');
select is(identity.current_member_role(), 'billing', 'as what, from the membership');
select is(current_setting('identity.session_id'), :'session', 'in which session');
select is(identity.current_session_kind(), 'user', 'of which kind');
select tests.reset_role();

select
    is(
        pg_temp.ask(:'claims'::jsonb - claim),
        'incomplete',
        format('without %s it does not count', claim)
    )
from unnest(array['exp', 'aud', 'sid', 'sub', 'role']) as claim;
select is(
    pg_temp.ask(:'claims'::jsonb - 'org_id'), 'session_ended', 'nor without an organization'
);
select
    is(
        pg_temp.ask(:'claims'::jsonb || wrong),
        'incomplete',
        format('nor with %s', wrong)
    )
from unnest(array[
    '{"aud": "another"}', '{"aud": ["unison", "another"]}', '{"sid": "x"}', '{"sub": 1}',
    '{"org_id": "x"}', '{"role": "platform_admin"}', '{"exp": "9999999999"}', '{"exp": 1e300}'
]::jsonb[]) as wrong;
select is(pg_temp.ask(:'claims'::jsonb || '{"exp": 1}'), 'expired', 'nor when its time is over');
select is(
    pg_temp.ask(
        :'claims'::jsonb
        || jsonb_build_object('exp', extract(epoch from clock_timestamp())::integer - 5)
    ),
    'expired',
    'not even by seconds'
);
select is(
    pg_temp.ask(:'claims'::jsonb || jsonb_build_object('org_id', :'globex')),
    'session_ended',
    'nor for an organization that the person does not belong to'
);
select is(
    pg_temp.ask(:'claims'::jsonb || jsonb_build_object('sub', :'rival')),
    'session_ended',
    'nor for another person'
);
select is(
    pg_temp.ask(
        (:'claims'::jsonb - 'org_id') || '{"role": "platform_admin"}', role => 'platform_admin'
    ),
    'session_ended',
    'nor as staff'
);
select is(
    pg_temp.ask(:'claims'::jsonb || '{"role": "platform_admin"}', role => 'platform_admin'),
    'session_ended',
    'with an organization or without'
);

-- Staff -------------------------------------------------------------------------------------------

select tests.become('platform_admin', :'staff_claims');
select is(identity.current_session_kind(), 'staff', 'a person of the staff is one');
select is(identity.current_organization_id(), null, 'in no organization');
select is(identity.current_member_role(), null, 'and nothing there');
select tests.reset_role();
select is(
    pg_temp.ask(
        :'staff_claims'::jsonb || jsonb_build_object('org_id', :'acme'), role => 'platform_admin'
    ),
    'session_ended',
    'and cannot claim to be in one'
);
select is(
    pg_temp.ask(
        :'staff_claims'::jsonb || jsonb_build_object('org_id', :'acme', 'role', 'authenticated')
    ),
    'session_ended',
    'nor be a customer'
);

-- What ends ---------------------------------------------------------------------------------------

create function pg_temp.ask_after(change text) returns text language sql as $$
    select tests.answer_after(change, 'pg_temp.ask(current_setting(''tests.claims'')::jsonb)')
$$;
select set_config('tests.claims', :'claims', true);
select is(
    pg_temp.ask_after(format('delete from identity.memberships where user_id = %L', :'person')),
    'session_ended',
    'a lost membership ends the token'
);
select is(
    pg_temp.ask_after(
        format('update identity.users set disabled_at = util.wall_clock() where id = %L', :'person')
    ),
    'session_ended',
    'so does a person who is disabled'
);
select is(
    pg_temp.ask_after(format('select identity.revoke_session(%L, %L)', :'session', 'signed_out')),
    'session_ended',
    'and a session that was revoked'
);
select is(
    pg_temp.ask_after('update identity.sessions set expires_at = util.wall_clock()'),
    'session_ended',
    'or is over'
);
select is(pg_temp.ask(:'claims'), 'passed', 'which the token still is not');
select is(
    tests.answer_after(
        'update identity.users set disabled_at = util.wall_clock()',
        format('pg_temp.ask(%L, %L)', :'staff_claims', 'platform_admin')
    ),
    'session_ended',
    'staff can be disabled, too'
);

update identity.memberships set role = 'member' where user_id = :'person';
select tests.become('authenticated', :'claims');
select is(identity.current_member_role(), 'member', 'another role holds at the next request');
select tests.reset_role();

-- Other kinds of session --------------------------------------------------------------------------

insert into identity.api_keys (
    organization_id, name, prefix, key_hash, created_by, created_at
)
select
    s.organization_id,
    'a key',
    'unison_',
    '\x00',
    s.user_id,
    s.created_at
from identity.sessions as s
where s.id = :'session'
returning id as api_key \gset
update identity.sessions
set kind = 'api_key', api_key_id = :'api_key'
where id = :'session';
select tests.become('authenticated', :'claims');
select is(identity.current_member_role(), 'machine', 'an API key has no role of a member');
select tests.reset_role();

update identity.sessions
set
    kind = 'impersonation',
    api_key_id = null,
    acting_staff_id = :'rival',
    reason = 'For the test',
    expires_at = created_at + interval '1 hour'
where id = :'session';
select is(pg_temp.ask(:'claims'), 'session_ended', 'an impersonator must be of the staff');
update identity.sessions set acting_staff_id = :'staff' where id = :'session';
select is(pg_temp.ask(:'claims'), 'passed', 'and passes then');

-- Requests ----------------------------------------------------------------------------------------

select set_config('role', 'anon', true);
select lives_ok($$ select identity.guard_request() $$, 'a visitor passes');
select set_config('request.headers', '{"authorization": "Basic x"}', true);
select throws_like(
    $$ select identity.guard_request() $$,
    '%"code" : "token_required"%',
    'but not somebody whose token was not recognised as one'
);
select set_config('request.headers', '{"prefer": "return=minimal, Count=PLANNED"}', true);
select throws_like(
    $$ select identity.guard_request() $$,
    '%"code" : "count_refused"%',
    'estimated counts tell about rows of others'
);
select set_config('request.headers', '{"prefer": "count=exact"}', true);
select lives_ok($$ select identity.guard_request() $$, 'exact ones do not');
select set_config('request.method', 'DELETE', true);
select set_config('request.path', '/members', true);
select throws_like(
    $$ select identity.guard_request() $$,
    '%"code" : "method_not_allowed"%',
    'nobody writes to a view'
);
select set_config('request.method', 'POST', true);
select set_config('request.path', '/rpc/sign_in', true);
select lives_ok($$ select identity.guard_request() $$, 'functions are posted to');

-- Last, for it cannot be taken back within a transaction.
select set_config('request.method', 'POST', true);
select tests.reset_role();
update identity.sessions set is_read_only = true where id = :'session';
select tests.become('authenticated', :'claims');
select throws_ok(
    $$ select api.request_password_reset('x') $$,
    '25006',
    null,
    'an impersonator may read, and write nothing'
);

select * from finish();
rollback;
