-- What the staff see of the queues, and what they can do about it.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(26);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme'), ('cus_2', 'customer', :'rival');
insert into billing.customers (organization_id, stripe_customer_id, created_at)
values (:'acme', 'cus_1', util.now()), (:'rival', 'cus_2', util.now());

create function tests.answer(command_id uuid, http_status integer, body text)
returns text
language sql
set search_path = ''
as $$
update billing.stripe_commands as c
set
    status = 'running',
    attempts = c.attempts + 1,
    first_attempt_at = util.wall_clock(),
    request = coalesce(c.request, billing.render_stripe_request(c))
where c.id = answer.command_id;
select billing.record_stripe_response(c.id, c.attempts, answer.http_status, answer.body, null)
from billing.stripe_commands as c
where c.id = answer.command_id;
$$;

-- Something to see --------------------------------------------------------------------------------

select tests.deliver('1', 'invoice.created', 0, tests.stripe_invoice() - 'currency');
select tests.deliver('2', 'invoice.created', 0, tests.stripe_invoice('{"customer": "cus_9"}'));
select tests.deliver('3', 'customer.updated', 0, '{"object": "customer", "id": "cus_2"}');
select tests.deliver('4', 'topup.created', 0, '{"object": "topup", "id": "tu_1"}');
select (billing.enqueue_stripe_command(:'acme', 'portal_session.create')).id as slow \gset
select (billing.enqueue_stripe_command(:'acme', 'customer.update', '{"name": "A"}')).id as bad \gset
select (billing.enqueue_stripe_command(:'rival', 'customer.update', '{}')).id as old \gset
select tests.answer(:'slow', 503, null);
select tests.answer(:'bad', 400, '{"error": {"message": "No"}}');
select tests.answer(:'old', 401, '{"error": {"message": "No key"}}');
select (billing.enqueue_stripe_command(:'rival', 'customer.update', '{}')).id as newer \gset
update billing.stripe_commands
set created_at = created_at + interval '1 second'
where id = :'newer';

select tests.act_as_staff();
select results_eq(
    $$
    select queue, depth, retrying, failed, parked, alarms from admin.queues
    where queue like 'stripe%' order by queue
    $$,
    $$
    values
    ('stripe_commands', 2::bigint, 1::bigint, 2::bigint, 0::bigint, 1::bigint),
    ('stripe_events', 0, 0, 0, 2, 2)
    $$,
    'the queues at a glance'
);
select ok(
    (
        select q.oldest_age_seconds >= 0 from admin.queues as q
        where q.queue = 'stripe_commands'
    ),
    'with the age of what waits longest'
);
select results_eq(
    $$ select kind, subject, resolved_at from admin.stripe_alarms order by kind $$,
    $$
    values
    ('missing_field', 'evt_1', null::timestamptz),
    ('stripe_key_refused', 'outbox', null),
    ('unknown_organization', 'cus_9', null)
    $$,
    'what somebody should look at'
);
select results_eq(
    $$
    select id, status, attempts, error ->> 'kind', waiting_seconds is not null
    from admin.stripe_events order by id
    $$,
    $$
    values
    ('evt_1', 'parked', 1, 'missing_field', true),
    ('evt_2', 'parked', 1, 'unknown_organization', true),
    ('evt_3', 'applied', 0, null, false),
    ('evt_4', 'ignored', 0, null, false)
    $$,
    'each event with its tries, its error and how long it waits'
);
select results_eq(
    format(
        $$
        select status, attempts, error ->> 'code', waiting_seconds is not null
        from admin.stripe_commands where id = %L
        $$,
        :'slow'
    ),
    $$ values ('queued', 1, 'stripe_unavailable', true) $$,
    'and each command'
);

-- Events ------------------------------------------------------------------------------------------

select is(
    admin.retry_stripe_event('evt_1')::jsonb, '{"id": "evt_1", "status": "pending"}',
    'a parked event is tried again'
);
select is(
    admin.retry_stripe_event('evt_2')::jsonb, '{"id": "evt_2", "status": "pending"}',
    'also one that waits for something'
);
select results_eq(
    $$ select kind from admin.stripe_alarms where resolved_at is null order by kind $$,
    array['stripe_key_refused', 'unknown_organization'],
    'the alarm about the event itself is settled'
);
select throws_like(
    $$ select admin.retry_stripe_event('evt_3') $$, '%"code" : "stripe_event_settled"%',
    'what is applied needs no other try'
);
select throws_like(
    $$ select admin.retry_stripe_event('evt_4') $$, '%"code" : "stripe_event_settled"%',
    'nor what nobody needs'
);
select throws_like(
    $$ select admin.retry_stripe_event('evt_0') $$, '%"code" : "stripe_event_not_found"%',
    'nor what never came'
);
select tests.reset_role();
select sidecar.apply_pending_events();
select tests.act_as_staff();
select results_eq(
    $$ select id, status, attempts from admin.stripe_events where status = 'parked' order by id $$,
    $$ values ('evt_1', 'parked', 1), ('evt_2', 'parked', 1) $$,
    'what still cannot be applied is parked again'
);
select is(
    (
        select count(*) from admin.stripe_alarms as a
        where a.kind = 'missing_field' and a.resolved_at is null
    ),
    1::bigint,
    'with an alarm'
);

-- Commands ----------------------------------------------------------------------------------------

select is(
    admin.retry_command(:'slow')::jsonb ->> 'status', 'queued',
    'what waits for its next try is tried now'
);
select is(
    (
        select c.next_attempt_at <= clock_timestamp() from admin.stripe_commands as c
        where c.id = :'slow'
    ),
    true,
    'at once'
);
select is(
    admin.retry_command(:'bad')::jsonb ->> 'status', 'queued', 'what has failed is tried again'
);
select results_eq(
    format(
        $$ select status, phase, finished_at from admin.stripe_commands where id = %L $$, :'bad'
    ),
    $$ values ('queued', 'look', null::timestamptz) $$,
    'after a look whether Stripe has done it all the same'
);
select throws_like(
    format('select admin.retry_command(%L)', :'old'), '%"code" : "command_superseded"%',
    'not when the same was asked for anew'
);
select throws_like(
    format('select admin.retry_command(%L)', gen_random_uuid()), '%"code" : "command_not_found"%',
    'nor when there is none'
);
select tests.reset_role();
select tests.answer(
    :'slow', 200, '{"id": "bps_1", "object": "billing_portal.session", "url": "https://x.test"}'
);
select tests.act_as_staff();
select throws_like(
    format('select admin.retry_command(%L)', :'slow'), '%"code" : "command_settled"%',
    'nor what is done'
);

-- Alarms ------------------------------------------------------------------------------------------

select a.id as alarm from admin.stripe_alarms as a where a.kind = 'stripe_key_refused' \gset
select is(
    admin.resolve_stripe_alarm(:alarm)::jsonb, jsonb_build_object('id', :alarm),
    'somebody has looked'
);
select is_empty(
    $$
    select 1 from admin.stripe_alarms
    where kind = 'stripe_key_refused' and resolved_at is null
    $$,
    'and the alarm is settled'
);
select throws_like(
    $$ select admin.resolve_stripe_alarm(0) $$, '%"code" : "alarm_not_found"%',
    'there is no other'
);

-- Nobody else -------------------------------------------------------------------------------------

select tests.act_as(:'owner', :'acme');
select throws_ok($$ select 1 from admin.queues $$, '42501', null, 'customers see no queue');
select throws_ok(
    format('select admin.retry_command(%L)', :'bad'), '42501', null, 'and try nothing again'
);
select throws_ok(
    $$ select admin.resolve_stripe_alarm(1) $$, '42501', null, 'nor settle alarms'
);

select * from finish();
rollback;
