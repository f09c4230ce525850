begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(13);

select tests.create_organization('acme') as acme \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');
select tests.stripe_event('1', 'invoice.created', 0, tests.stripe_invoice()) as body \gset
select
    tests.stripe_event('2', 'charge.captured', 0, '{"object": "charge", "id": "ch_1"}')
        as other
\gset

set local role sidecar;
select is(
    sidecar.receive_stripe_event(:'body')::jsonb, '{"status": 200, "outcome": "applied"}',
    'an event is stored and applied'
);
select is(
    sidecar.receive_stripe_event(:'body')::jsonb, '{"status": 200, "outcome": "duplicate"}',
    'once'
);
select is(
    sidecar.receive_stripe_event(:'other')::jsonb, '{"status": 200, "outcome": "ignored"}',
    'one of a type that nobody needs is stored too'
);
select is(
    sidecar.receive_stripe_event(replace(:'body', '4900', '5000'))::jsonb,
    '{"status": 400, "outcome": "refused", "reason": "other_body"}',
    'an id cannot tell two stories'
);
select is(
    sidecar.receive_stripe_event(replace(:'body', '"livemode": false', '"livemode": true'))::jsonb,
    '{"status": 400, "outcome": "refused", "reason": "wrong_livemode"}',
    'nor does the other mode concern us'
);
select is(
    sidecar.receive_stripe_event('{"object": "event"}')::jsonb,
    '{"status": 400, "outcome": "refused", "reason": "not_an_event"}',
    'nor what is no event'
);
select is(
    sidecar.receive_stripe_event('{')::jsonb,
    '{"status": 400, "outcome": "refused", "reason": "not_an_event"}',
    'or not even JSON'
);
select throws_ok(
    $$ select billing.record_snapshot('{}', 'event', 'evt_1', null) $$,
    '42501', null,
    'the sidecar may call nothing beneath'
);
set local role unison_owner;

select results_eq(
    $$ select e.id, e.status, e.body = any(array[$$ || quote_literal(:'body') || ', '
    || quote_literal(:'other') || $$]) from webhooks.stripe_events as e order by e.id $$,
    $$ values ('evt_1', 'applied', true), ('evt_2', 'ignored', true) $$,
    'what was signed is kept to the letter'
);
select results_eq(
    $$ select a.kind, a.subject from webhooks.alarms as a $$,
    $$ values ('other_body', 'evt_1') $$,
    'the two stories raise an alarm'
);

update util.settings set value = '"2030-01-01.future"' where key = 'stripe_api_version';
set local role sidecar;
select is(
    sidecar.receive_stripe_event(replace(:'body', 'evt_1', 'evt_3')) ->> 'outcome', 'applied',
    'an event of another API version is applied'
);
set local role unison_owner;
select results_eq(
    $$ select a.subject from webhooks.alarms as a where a.kind = 'api_version' $$,
    $$ values ('2026-10-28.endive') $$,
    'and raises an alarm'
);
select results_eq(
    $$ select i.organization_id from billing.invoices as i $$,
    format($$ values (%L::uuid) $$, :'acme'),
    'the invoice is its organization''s'
);

select * from finish();
rollback;
