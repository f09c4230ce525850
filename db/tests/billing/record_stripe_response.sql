begin;
\ir ../_helpers.sql
select plan(34);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
insert into billing.customers (organization_id, stripe_customer_id, created_at)
values (:'acme', 'cus_acme', util.now());

-- A link into the portal each, claimed once.
select (billing.enqueue_stripe_command(:'acme', 'portal_session.create')).id as good \gset
select (billing.enqueue_stripe_command(:'acme', 'portal_session.create')).id as bad \gset
select (billing.enqueue_stripe_command(:'acme', 'portal_session.create')).id as flaky \gset
select (billing.enqueue_stripe_command(:'acme', 'portal_session.create')).id as secret \gset
select (billing.enqueue_stripe_command(:'acme', 'portal_session.create')).id as garbled \gset
select count(*) as claimed from billing.claim_stripe_commands('one', 10, 30) \gset

-- Done --------------------------------------------------------------------------------------------

select is(
    billing.record_stripe_response(
        :'good', 1, 200,
        '{"id": "bps_1", "object": "billing_portal.session", "url": "https://stripe.test/p/1"}',
        null
    ),
    'succeeded',
    'a success is done'
);
select is(
    billing.record_stripe_response(:'good', 1, 500, null, null), 'stale',
    'and stays so, whatever comes later'
);
select is(
    billing.record_stripe_response(gen_random_uuid(), 1, 200, '{}', null), 'stale',
    'what nobody asked for is ignored'
);

-- Refused -----------------------------------------------------------------------------------------

select is(
    billing.record_stripe_response(
        :'bad', 1, 400,
        '{"error": {
            "type": "invalid_request_error", "code": "customer_deleted", "param": "customer",
            "message": "This customer is deleted.",
            "request_log_url": "https://dashboard.stripe.com/test/logs/req_AbC123?t=1"
        }}',
        null
    ),
    'failed',
    'what Stripe refuses has failed for good'
);
select is(
    (select c.request_id from billing.stripe_commands as c where c.id = :'bad'), 'req_AbC123',
    'Stripe''s number of the request is kept for the staff'
);
select is(
    billing.record_stripe_response(
        :'secret', 1, 401,
        '{"error": {"type": "invalid_request_error", "message": "Invalid API Key: sk_test_51"}}',
        null
    ),
    'failed',
    'also when our key is refused'
);
select results_eq(
    $$ select subject from webhooks.alarms where kind = 'stripe_key_refused' $$,
    array['outbox'],
    'which somebody has to look at'
);

-- Tried again -------------------------------------------------------------------------------------

select is(
    billing.record_stripe_response(:'garbled', 1, 200, '{"id": "bps_', null), 'queued',
    'an answer cut short is asked for again'
);
select is(
    billing.record_stripe_response(:'flaky', 1, null, null, 'ConnectTimeout'), 'queued',
    'no answer: tried again'
);
select is_empty(
    $$ select 1 from billing.claim_stripe_commands('one', 10, 30) $$, 'but not at once'
);

create function pg_temp.try_again(http_status integer) returns text
language plpgsql
as $$
declare
    v_command billing.stripe_commands;
begin
    update billing.stripe_commands set next_attempt_at = util.wall_clock()
    where finished_at is null and attempts = (select max(attempts) from billing.stripe_commands where finished_at is null);
    select * into strict v_command from billing.claim_stripe_commands('one', 1, 30);
    return billing.record_stripe_response(v_command.id, v_command.attempts, http_status, '{"error": {"message": "No"}}', null);
end
$$;
update billing.stripe_commands set attempts = 2 where id = :'flaky';
select is(pg_temp.try_again(409), 'queued', '409 is tried again: another request had the key');
select is(pg_temp.try_again(429), 'queued', '429 is tried again: we were too quick');
select is(pg_temp.try_again(502), 'queued', '502 is tried again');
select is(pg_temp.try_again(503), 'queued', '503 is tried again');
select is(
    (select c.attempts from billing.stripe_commands as c where c.id = :'flaky'), 6,
    'every time as another attempt'
);
select results_eq(
    format(
        $$
        select
            extract(epoch from next_attempt_at - util.wall_clock()) between 11 and 20.1,
            leased_by is null,
            error ->> 'code'
        from billing.stripe_commands where id = %L
        $$,
        :'flaky'
    ),
    $$ values (true, true, 'stripe_unavailable') $$,
    'each time waiting about twice as long'
);
update billing.stripe_commands set attempts = 100 where id = :'flaky';
select is(pg_temp.try_again(504), 'queued', 'as long as a day has not passed');
select ok(
    (
        select extract(epoch from c.next_attempt_at - util.wall_clock()) between 440 and 751
        from billing.stripe_commands as c where c.id = :'flaky'
    ),
    'but never more than some ten minutes'
);
update billing.stripe_commands set next_attempt_at = util.wall_clock() where id = :'flaky';
select count(*) as claimed from billing.claim_stripe_commands('one', 1, 30) \gset
select is(
    billing.record_stripe_response(
        :'flaky', 102, 200,
        '{"id": "bps_2", "object": "billing_portal.session", "url": "https://stripe.test/p/2"}',
        null
    ),
    'succeeded',
    'and when it is back, it succeeds'
);
select is(
    (select c.error from billing.stripe_commands as c where c.id = :'flaky'), null,
    'without a trace of the troubles'
);

-- What people see ---------------------------------------------------------------------------------

select tests.act_as(:'owner', :'acme');
select results_eq(
    format(
        $$ select status, result_url, finished_at is not null from api.commands where id = %L $$,
        :'good'
    ),
    $$ values ('succeeded', 'https://stripe.test/p/1', true) $$,
    'the asker gets the link'
);
select results_eq(
    format($$ select status, error from api.commands where id = %L $$, :'bad'),
    $$
    values
    ('failed', '{"code": "customer_deleted", "message": "This customer is deleted."}'::jsonb)
    $$,
    'or what Stripe says'
);
select results_eq(
    format($$ select error from api.commands where id = %L $$, :'secret'),
    $$ values ('{"code": "stripe_refused", "message": "Stripe refused the request"}'::jsonb) $$,
    'but nothing about our key'
);
select is_empty(
    $$ select 1 from api.commands where error ? 'internal' $$, 'and nothing internal'
);
select tests.act_as(:'rival_owner', :'rival');
select is_empty($$ select 1 from api.commands $$, 'another tenant sees nothing');

select tests.act_as_staff();
select results_eq(
    format($$ select error ->> 'internal' from admin.stripe_commands where id = %L $$, :'secret'),
    $$ values ('401 Invalid API Key: sk_test_51') $$,
    'the staff see why'
);

-- The writer fails --------------------------------------------------------------------------------

select tests.reset_role();
select (billing.enqueue_stripe_command(:'rival', 'customer.create')).id as customer \gset
update billing.stripe_commands set next_attempt_at = 'infinity' where id = :'garbled';
select count(*) as claimed from billing.claim_stripe_commands('one', 1, 30) \gset
select is(
    billing.record_stripe_response(:'customer', 1, 200, '{"object": "customer"}', null), 'queued',
    'an answer that cannot be applied is asked for again'
);
select is(
    (select c.error ->> 'code' from billing.stripe_commands as c where c.id = :'customer'),
    'answer_not_applied',
    'and says so'
);
create function pg_temp.answer(kind text, params jsonb, body text) returns text
language plpgsql
as $$
declare
    v_command billing.stripe_commands;
begin
    v_command = billing.enqueue_stripe_command(
        (select organization_id from billing.customers), kind, params
    );
    update billing.stripe_commands as c
    set status = 'running', attempts = 1, first_attempt_at = util.wall_clock()
    where c.id = v_command.id;
    perform billing.record_stripe_response(v_command.id, 1, 200, body, null);
    return (select c.error ->> 'internal' from billing.stripe_commands as c where c.id = v_command.id);
end
$$;
select is(
    pg_temp.answer('portal_session.create', '{}', '{"id": "bps_3", "url": "https://stripe.test"}'),
    'The answer is no billing_portal.session of Stripe''s',
    'an answer must say what it is'
);
select is(
    pg_temp.answer('portal_session.create', '{}', '[]'),
    'The answer is no billing_portal.session of Stripe''s',
    'a list is none'
);
select is(
    pg_temp.answer(
        'portal_session.create', '{}', '{"id": "bps_3", "object": "billing_portal.session"}'
    ),
    'This billing_portal.session has no url',
    'a page needs its address'
);
select is(
    pg_temp.answer('customer.update', '{"name": "Acme"}', '{"id": "in_1", "object": "invoice"}'),
    'The answer is no customer of Stripe''s',
    'and it must be what was asked about'
);
select is(
    pg_temp.answer(
        'refund.create', jsonb_build_object('payment_id', gen_random_uuid()),
        '{"id": "re_1", "object": "refund", "charge": "ch_1"}'
    ),
    'The charge of this refund is not shown',
    'a refund shows its charge'
);
select is(
    (
        select count(*) from webhooks.alarms as a
        where a.kind = 'answer_not_applied' and a.resolved_at is null
    ),
    7::bigint,
    'each time somebody is asked to look'
);

select * from finish();
rollback;
