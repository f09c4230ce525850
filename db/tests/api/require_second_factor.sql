-- An organization wants a second factor of all its people: who has none sees nothing of it.
begin;
\ir ../_helpers.sql
select plan(21);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'admin') as admin \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_member(:'globex', 'owner') as rival \gset
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'globex', :'member', 'member', util.now());

create function tests.asked(session uuid, path text default '/plants')
returns text
language plpgsql
as $$
begin
    perform
        set_config(
            'request.method', case when asked.path like '/rpc/%' then 'POST' else 'GET' end, true
        ),
        set_config('request.path', asked.path, true),
        set_config('request.jwt.claims', json_build_object(
            'sub', s.user_id, 'sid', s.id, 'org_id', s.organization_id, 'role', 'authenticated',
            'aud', 'unison', 'exp', floor(extract(epoch from clock_timestamp())) + 900
        )::text, true),
        set_config('role', 'authenticated', true)
    from identity.sessions as s
    where s.id = asked.session;
    perform identity.guard_request();
    perform tests.reset_role();
    return 'passed';
exception when sqlstate 'PGRST' then
    perform tests.reset_role();
    return sqlerrm::json ->> 'code';
end
$$;

-- Who may want it ---------------------------------------------------------------------------------
select tests.act_as(:'admin', :'acme');
select throws_like(
    'select api.require_second_factor(true)', '%"role_required"%', 'an owner wants it, no other'
);
select tests.act_as(:'owner', :'acme');
select throws_like(
    'select api.require_second_factor(true)', '%"second_factor_missing"%', 'who has one already'
);
select tests.reset_role();
select tests.open_session('user', :'member', :'acme') as session \gset
select tests.open_session('user', :'member', :'globex') as session_elsewhere \gset
select is(tests.asked(:'session'), 'passed', 'until then nobody is asked');
select identity.set_second_factor(:'owner', decode(repeat('01', 20), 'hex')) \gset
select tests.act_as(:'owner', :'acme');
select lives_ok('select api.require_second_factor(true)', 'then it is wanted of all');
select is((select o.is_second_factor_required from api.organization as o), true, 'as all see');
select results_eq(
    $$
    select a.actor_id, a.after
    from api.activity as a
    where a.action = 'changed' and a.after ? 'is_second_factor_required'
    $$,
    format($$ values (%L::uuid, '{"is_second_factor_required": true}'::jsonb) $$, :'owner'),
    'and read who wants it'
);
select tests.reset_role();

-- What is left to who has none --------------------------------------------------------------------
select is(
    tests.asked(:'session'), 'second_factor_missing', 'who came by password alone sees nothing'
);
select
    is(
        tests.asked(:'session', p.path), p.answer,
        format('%s: %s', p.path, p.answer)
    )
from (
    values
    ('/rpc/create_plant', 'second_factor_missing'),
    ('/rpc/remove_second_factor', 'second_factor_missing'),
    ('/me', 'passed'),
    ('/second_factor', 'passed'),
    ('/organizations', 'passed'),
    ('/rpc/enroll_second_factor', 'passed'),
    ('/rpc/confirm_second_factor', 'passed'),
    ('/rpc/switch_organization', 'passed'),
    ('/rpc/sign_out', 'passed')
) as p (path, answer);
select is(tests.asked(:'session_elsewhere'), 'passed', 'another organization asks for nothing');
select identity.open_session('user', :'member', :'acme', true) as with_code \gset
select is(tests.asked(:'with_code'), 'passed', 'whoever gave a code is in');
select identity.open_session('external', :'member', :'acme') as vouched_for \gset
select is(
    tests.asked(:'vouched_for'), 'passed', 'whom a provider lets in is the provider''s to ask'
);
insert into identity.api_keys (organization_id, name, prefix, key_hash, created_by, created_at)
values (:'acme', 'A key', 'unison_', '\x00', :'member', util.now())
returning id as key \gset
insert into identity.sessions (
    kind, user_id, organization_id, api_key_id, created_at, expires_at
)
values (
    'api_key', :'member', :'acme', :'key', util.wall_clock(),
    util.wall_clock() + interval '15 minutes'
)
returning id as of_key \gset
select is(tests.asked(:'of_key'), 'passed', 'and keys go on');

-- No longer ---------------------------------------------------------------------------------------
select identity.open_session('user', :'owner', :'acme', true) as owners \gset
select is(
    tests.answer_after(
        format('select identity.forget_second_factor(%1$L, %2$L)', :'owner', :'owners'),
        format('(select tests.asked(%L))', :'owners')
    ),
    'second_factor_missing', 'who takes theirs away, be it an owner, sees nothing either'
);

select * from finish();
rollback;
