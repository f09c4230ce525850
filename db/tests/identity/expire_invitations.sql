-- A seat is held by an invitation for as long as that may be accepted.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(9);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select tests.subscribe(:'acme', 'starter', 'active');
select tests.subscribe(:'rival', 'starter', 'active');
insert into usage.overrides (
    organization_id, feature_code, is_granted, limit_value, reason, created_at
)
values
(:'acme', 'users', true, 3, 'Few are enough here', now()),
(:'rival', 'users', true, 3, 'And there', now());

select tests.act_as(:'rival_owner', :'rival');
select api.invite_member('rita@example.com', 'member');
select tests.act_as(:'owner', :'acme');
select api.invite_member('ada@example.com', 'member') ->> 'id' as ada \gset
select api.invite_member('bob@example.com', 'member') ->> 'id' as bob \gset
select is(tests.used(:'acme', 'users'), 3::bigint, 'an invitation takes a seat');
select throws_like(
    $$ select api.invite_member('cleo@example.com', 'member') $$,
    '%"code" : "limit_exceeded"%',
    'when all are taken nobody else is invited'
);
reset role;

update identity.invitations set expires_at = util.wall_clock() where id = :'ada';
select is(tests.used(:'acme', 'users'), 3::bigint, 'time alone gives nothing back');
select is(identity.expire_invitations(null), 1::bigint, 'the job ends what is over');
select is(tests.used(:'acme', 'users'), 2::bigint, 'and its seat is free');
select is(tests.used(:'rival', 'users'), 2::bigint, 'whoever may still be accepted keeps it');
select is(identity.expire_invitations(null), 0::bigint, 'once');

update identity.invitations set expires_at = util.wall_clock() where id = :'bob';
select tests.act_as(:'owner', :'acme');
select api.invite_member('cleo@example.com', 'member');
select api.invite_member('dora@example.com', 'member');
select is(
    tests.used(:'acme', 'users'), 3::bigint,
    'inviting does not wait for the job'
);
reset role;
select is_empty($$ select * from usage.counter_drifts $$, 'the counter is what it counts');

select * from finish();
rollback;
