-- Members: who changes and removes whom. One owner always stays.
begin;
\ir ../_helpers.sql
select plan(24);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('globex') as globex \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'admin') as admin \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_member(:'globex', 'owner') as rival \gset

select tests.act_as(:'member', :'acme');
select throws_like(
    format('select api.change_member_role(%L, %L)', :'member', 'admin'), '%role_required%',
    'a member changes no roles'
);
select throws_like(
    format('select api.remove_member(%L)', :'admin'), '%role_required%', 'and removes nobody else'
);

select tests.act_as(:'admin', :'acme');
select lives_ok(
    format('select api.change_member_role(%L, %L)', :'member', 'billing'), 'an admin changes roles'
);
select results_eq(
    format('select role from api.members where id = %L', :'member'), $$ values ('billing') $$,
    'which holds at once'
);
select throws_like(
    format('select api.change_member_role(%L, %L)', :'member', 'owner'), '%role_required%',
    'but makes no owners'
);
select throws_like(
    format('select api.change_member_role(%L, %L)', :'owner', 'member'), '%role_required%',
    'unmakes none'
);
select throws_like(
    format('select api.remove_member(%L)', :'owner'), '%role_required%', 'and removes none'
);
select throws_like(
    format('select api.change_member_role(%L, %L)', :'member', 'king'), '%invalid_argument%',
    'a role must be one'
);
select throws_like(
    format('select api.change_member_role(%L, %L)', :'rival', 'member'), '%member_not_found%',
    'strangers have none'
);
select throws_like(
    format('select api.remove_member(%L)', :'rival'),
    '%member_not_found%',
    'nor can they be removed'
);

select tests.act_as(:'owner', :'acme');
select throws_like(
    format('select api.change_member_role(%L, %L)', :'owner', 'admin'), '%last_owner%',
    'the last owner stays one'
);
select throws_like(
    format('select api.remove_member(%L)', :'owner'), '%last_owner%', 'and stays'
);
select lives_ok(
    format('select api.change_member_role(%L, %L)', :'admin', 'owner'), 'an owner makes another'
);
select lives_ok(
    format('select api.change_member_role(%L, %L)', :'owner', 'member'), 'and may step down then'
);
select tests.act_as(:'owner', :'acme');
select throws_like(
    format('select api.change_member_role(%L, %L)', :'owner', 'owner'), '%role_required%',
    'from then on as anybody else'
);

select tests.act_as(:'member', :'acme');
select lives_ok(format('select api.remove_member(%L)', :'member'), 'anybody may leave');
select throws_like(
    format($$ select tests.act_as(%L, %L) $$, :'member', :'acme'), '%session_ended%',
    'and is out at the next request'
);
select tests.act_as(:'admin', :'acme');
select lives_ok(format('select api.remove_member(%L)', :'owner'), 'an owner removes others');
select results_eq(
    'select id from api.members', format('values (%L::uuid)', :'admin'), 'until one is left'
);

select tests.act_as(:'rival', :'globex');
select results_eq(
    'select id from api.members',
    format('values (%L::uuid)', :'rival'),
    'others see their own members'
);
select throws_like(
    format('select api.remove_member(%L)', :'admin'), '%member_not_found%', 'and reach no others'
);

select tests.act_as_staff();
select throws_ok(
    format('select api.remove_member(%L)', :'admin'), '42501', null, 'staff have other ways'
);
select tests.act_as_anon();
select throws_ok(format('select api.remove_member(%L)', :'admin'), '42501', null, 'visitors none');

-- An impersonator is not the person.
select tests.reset_role();
select tests.create_staff() as staff \gset
insert into identity.sessions (
    kind, user_id, organization_id, acting_staff_id, reason, created_at, expires_at
)
values (
    'impersonation', :'admin', :'acme', :'staff', 'They asked', now(), now() + interval '1 hour'
)
returning id as session \gset
select tests.become('authenticated', json_build_object(
    'sub', :'admin', 'sid', :'session', 'org_id', :'acme', 'role', 'authenticated',
    'aud', 'unison', 'exp', extract(epoch from clock_timestamp())::integer + 900
));
select throws_like(
    format('select api.remove_member(%L)', :'admin'), '%own_session_required%',
    'somebody who acts for a person does not leave for it'
);

select * from finish();
rollback;
