-- What an organization's endpoints are told: each event once, to those that asked for it.
begin;
\ir ../_helpers.sql
select plan(18);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
delete from webhooks.events;

select lives_ok(
    format($$ select webhooks.emit_event(%L, 'invoice.paid', '{}', 'one') $$, :'acme'),
    'an event without an endpoint'
);
select webhooks.mark_state(:'acme');
select is_empty($$ select from webhooks.events $$, 'is not kept');
select is_empty($$ select from webhooks.state_marks $$, 'and neither is a change of the state');

insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
values
(:'acme', 'https://all.example.com/', '{*}', :'owner', util.wall_clock()),
(:'acme', 'https://invoices.example.com/', '{invoice.paid}', :'owner', util.wall_clock()),
(:'acme', 'https://state.example.com/', '{customer.state_changed}', :'owner', util.wall_clock()),
(:'rival', 'https://rival.example.com/', '{invoice.paid}', :'rival_owner', util.wall_clock());

create view tests.told as
select
    e.type,
    p.url
from webhooks.deliveries as d
inner join webhooks.events as e on d.event_id = e.id
inner join webhooks.endpoints as p on d.endpoint_id = p.id;

select webhooks.emit_event(:'acme', 'invoice.paid', '{"number": "1"}', 'one');
select results_eq(
    $$ select url from tests.told order by url $$,
    $$ values ('https://all.example.com/'), ('https://invoices.example.com/') $$,
    'an event goes to the endpoints that ask for it, and to nobody else''s'
);
select webhooks.emit_event(:'acme', 'invoice.paid', '{"number": "1"}', 'one');
select is((select count(*) from tests.told), 2::bigint, 'emitted again it is told once');
select webhooks.emit_event(:'rival', 'invoice.paid', '{}', 'one');
select is(
    (select count(*) from tests.told), 3::bigint, 'a key is the organization''s own'
);
select throws_ok(
    format($$ select webhooks.emit_event(%L, 'invoice.eaten', '{}', 'two') $$, :'acme'),
    '23503',
    null,
    'a type that is in no list is a fault of ours'
);

update webhooks.endpoints set disabled_at = util.wall_clock(), disabled_reason = 'by_hand'
where url = 'https://all.example.com/';
select webhooks.emit_event(:'acme', 'subscription.paused', '{}', 'three');
select is(
    (select count(*) from tests.told where type = 'subscription.paused'),
    0::bigint,
    'an endpoint that is disabled is told nothing'
);
select isnt_empty(
    $$ select from webhooks.events where type = 'subscription.paused' $$,
    'but what happened is kept'
);

-- The state as a whole
select webhooks.mark_state(:'acme');
select webhooks.mark_state(:'acme');
select webhooks.mark_state(:'rival');
select results_eq(
    $$ select organization_id from webhooks.state_marks $$,
    format($$ values (%L::uuid) $$, :'acme'),
    'a transaction leaves one mark, and none where nobody listens'
);
insert into webhooks.state_marks (organization_id, transaction_id, marked_at)
values (:'acme', '1', util.wall_clock());
select results_eq(
    $$ select * from webhooks.take_state_marks(10) $$,
    format($$ values (%L::uuid) $$, :'acme'),
    'the marks of several transactions are taken together'
);
select is_empty($$ select * from webhooks.take_state_marks(10) $$, 'once');
select is(
    tests.answer_after(
        format('select webhooks.mark_state(%L)', :'acme'),
        '(select count(*) from webhooks.state_marks)'
    ),
    '1',
    'what follows leaves its own mark'
);
select is_empty($$ select * from webhooks.take_state_marks(10) $$, 'what is undone leaves none');

-- Standard Webhooks' own vector
select is(
    webhooks.message_signature(
        decode('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64'),
        'msg_p5jXN8AQM9LWM0D4loKWxJek',
        1614265330,
        '{"test": 2432232314}'
    ),
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    'a signature is the one that the standard''s libraries make'
);

select tests.act_as(:'owner', :'acme');
select throws_ok($$ select from webhooks.endpoint_secrets $$, '42501', null, 'nobody reads a key');
select tests.act_as_staff();
select throws_ok($$ select from webhooks.endpoint_secrets $$, '42501', null, 'nor do the staff');
select tests.reset_role();
set local role sidecar;
select throws_ok($$ select from webhooks.endpoint_secrets $$, '42501', null, 'nor the sidecar');

select * from finish();
rollback;
