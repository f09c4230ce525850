-- The queues as the staff watch them: stripe_events, stripe_commands and emails.
begin;
\ir ../_helpers.sql
select plan(4);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset

insert into webhooks.stripe_events (
    id,
    type,
    object_kind,
    object_id,
    livemode,
    created_at,
    received_at,
    body,
    status,
    next_attempt_at
)
values
(
    'evt_1',
    'customer.updated',
    'customer',
    'cus_acme',
    false,
    util.now(),
    util.now(),
    '{"a": "body"}',
    'parked',
    null
),
(
    'evt_2',
    'customer.updated',
    'customer',
    'cus_nobody',
    false,
    util.now(),
    util.now(),
    '{}',
    'pending',
    util.now()
);
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_acme', 'customer', :'acme');
select billing.open_billing_portal(:'rival');
insert into notify.emails (
    organization_id, kind, recipient, data, dedupe_key, next_attempt_at, created_at
)
values (
    :'acme', 'verify_email', 'ada@example.com', '{"link": "https://unison.test/#token=1"}', 'test',
    util.now(), util.now()
);

select tests.act_as_staff();
select results_eq(
    $$
    select id, organization_id, status from admin.stripe_events where id like 'evt__' order by id
    $$,
    format($$ values ('evt_1', %L::uuid, 'parked'), ('evt_2', null, 'pending') $$, :'acme'),
    'the staff see what Stripe told, about whom, and what became of it'
);
select results_eq(
    format(
        'select kind, status from admin.stripe_commands where organization_id = %L order by kind',
        :'rival'
    ),
    $$ values ('customer.create', 'queued'), ('portal_session.create', 'queued') $$,
    'what is asked of Stripe'
);
select results_eq(
    $$ select kind, recipient, status from admin.emails where recipient = 'ada@example.com' $$,
    $$ values ('verify_email', 'ada@example.com', 'queued') $$,
    'and which letters go to whom'
);
select throws_ok(
    $$ select data from notify.emails $$, '42501', null, 'but not the links in them'
);

select * from finish();
rollback;
