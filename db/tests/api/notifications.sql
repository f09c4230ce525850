-- What somebody was told by mail: one's own letters, about the organization one works in.
begin;
\ir ../_helpers.sql
select plan(5);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_member(:'acme', 'admin') as bob \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as eve \gset
insert into identity.memberships (organization_id, user_id, role, created_at)
values (:'rival', :'ada', 'member', util.wall_clock());

select notify.enqueue(kind, who || '@example.com', organization_id, user_id, '{"url": "x"}', key)
from (
    values
    ('trial_ending', 'ada', :'acme'::uuid, :'ada'::uuid, 'one'),
    ('payment_failed', 'bob', :'acme', :'bob', 'two'),
    ('trial_ended', 'ada', :'rival', :'ada', 'three'),
    ('payment_failed', 'contact', :'acme', null, 'four')
) as l (kind, who, organization_id, user_id, key);

select tests.act_as(:'ada', :'acme');
select results_eq(
    'select kind, status from api.notifications', $$ values ('trial_ending', 'queued') $$,
    'one sees one''s own letters about this organization'
);
select throws_ok('select data from notify.emails', '42501', null, 'not what stands in them');
select throws_ok('select recipient from notify.emails', '42501', null, 'nor the address');
select tests.act_as(:'bob', :'acme');
select results_eq(
    'select kind from api.notifications', $$ values ('payment_failed') $$,
    'a colleague sees others'
);
select tests.act_as(:'eve', :'rival');
select is_empty('select from api.notifications', 'another tenant none');

select * from finish();
rollback;
