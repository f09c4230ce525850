-- What is in doubt is looked for at Stripe before it is sent again: after a day, and after a 500.
begin;
\ir ../_helpers.sql
select plan(25);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
update identity.users set email = 'ada@example.com' where id = :'owner';

-- Claims what is due, and answers it: the status and the phase that came of it, and what was sent.
create function tests.send(http_status integer, body jsonb)
returns table (status text, phase text, method text, path text, params jsonb, key text)
language plpgsql
set search_path = ''
as $$
declare
    v_sent record;
begin
    update billing.stripe_commands set next_attempt_at = util.wall_clock()
    where finished_at is null;
    select c.* into strict v_sent from sidecar.claim_stripe_commands('one', 1, 30) as c;
    status = sidecar.record_stripe_response(
        v_sent.id, v_sent.attempt, send.http_status, send.body::text, null
    );
    phase = (select c.phase from billing.stripe_commands as c where c.id = v_sent.id);
    method = v_sent.method;
    path = v_sent.path;
    params = v_sent.params;
    key = v_sent.idempotency_key;
    return next;
end
$$;

create function tests.list(objects jsonb, has_more boolean default false)
returns jsonb
language sql
set search_path = ''
as $$
    select jsonb_build_object(
        'object', 'list', 'data', list.objects, 'has_more', list.has_more, 'url', '/v1/customers'
    )
$$;

create function tests.customer(organization_id uuid, command_id uuid, created bigint)
returns jsonb
language sql
set search_path = ''
as $$
    select jsonb_build_object(
        'id', 'cus_' || customer.created, 'object', 'customer', 'created', customer.created,
        'name', 'acme', 'email', 'ada@example.com', 'balance', 0, 'livemode', false,
        'metadata', jsonb_build_object(
            'organization_id', customer.organization_id, 'command_id', customer.command_id
        )
    )
$$;

-- After a 500 -------------------------------------------------------------------------------------

select (billing.enqueue_stripe_command(:'acme', 'customer.create')).id as first \gset
select results_eq(
    $$ select status, phase, method, key from tests.send(500, '{"error": {"type": "api"}}') $$,
    format($$ values ('queued', 'look', 'POST', %L) $$, :'first'),
    'Stripe keeps a 500 under the key: the next step is to look'
);
select results_eq(
    $$ select * from tests.send(503, '{}') $$,
    $$
    values (
        'queued', 'look', 'GET', '/v1/customers',
        '{"email": "ada@example.com", "limit": 100}'::jsonb, null
    )
    $$,
    'it is looked for by what it would have, which takes no key'
);
select results_eq(
    format(
        $$
        select status, phase from tests.send(
            200, tests.list(jsonb_build_array(tests.customer(%L, %L, 4)))
        )
        $$,
        :'acme', gen_random_uuid()
    ),
    $$ values ('queued', 'send') $$,
    'a look that failed is repeated; when nothing is found that is ours, it is sent again'
);
select is_empty(
    $$ select 1 from billing.customers where stripe_customer_id is not null $$,
    'and what is another command''s is left alone'
);
select results_eq(
    format(
        'select status, method, key like %L, params -> %L ->> %L from tests.send(500, %L)',
        :'first' || ':_%', 'metadata', 'command_id', '{}'
    ),
    format($$ values ('queued', 'POST', true, %L) $$, :'first'),
    'under a new key, with the same mark'
);
select results_eq(
    format(
        $$
        select status, phase, method from tests.send(
            200, tests.list(jsonb_build_array(
                tests.customer(%1$L, gen_random_uuid(), 1800000001),
                tests.customer(%1$L, %2$L, 1800000000)
            ))
        )
        $$,
        :'acme', :'first'
    ),
    $$ values ('succeeded', 'look', 'GET') $$,
    'what is found has been done'
);
select results_eq(
    $$ select stripe_customer_id from billing.customers $$,
    array['cus_1800000000'],
    'and is recorded as if it had been answered'
);

-- After a day -------------------------------------------------------------------------------------

select (billing.enqueue_stripe_command(:'acme', 'customer.update', '{"name": "A"}')).id as rename
\gset
select status as unanswered from tests.send(null, null) \gset
update billing.stripe_commands set first_attempt_at = util.wall_clock() - interval '24 hours'
where id = :'rename';
select results_eq(
    $$ select status, phase, method, path, params, key from tests.send(null, null) $$,
    $$
    values ('queued', 'look', 'GET', '/v1/customers/cus_1800000000', '{}'::jsonb, null::text)
    $$,
    'what changes something is looked for where it would have changed it'
);
select results_eq(
    format(
        'select status, phase from tests.send(200, tests.customer(%L, %L, 1800000000))',
        :'acme', gen_random_uuid()
    ),
    $$ values ('queued', 'send') $$,
    'another''s mark means that it was not done'
);
select results_eq(
    format(
        'select status, method, path from tests.send(200, tests.customer(%L, %L, 1800000000))',
        :'acme', :'rename'
    ),
    $$ values ('succeeded', 'POST', '/v1/customers/cus_1800000000') $$,
    'so it is done now'
);
select (billing.open_billing_portal(:'acme')).id as portal \gset
select results_eq(
    $$ select status, phase, method from tests.send(500, '{}') $$,
    $$ values ('queued', 'send', 'POST') $$,
    'a link into the portal is simply asked for again'
);
select results_eq(
    format(
        'select status, key like %L from tests.send(200, %L)', :'portal' || ':_%',
        '{"object": "billing_portal.session", "id": "bps_1", "url": "x"}'
    ),
    $$ values ('succeeded', true) $$,
    'under another key'
);

-- Too much to see ---------------------------------------------------------------------------------

update billing.customers set stripe_customer_id = null;
select (billing.enqueue_stripe_command(:'acme', 'customer.create')).id as late \gset
select status as failed from tests.send(500, '{}') \gset
select results_eq(
    format(
        $$
        select status, phase
        from tests.send(200, tests.list(jsonb_build_array(tests.customer(%L, %L, 1)), true))
        $$,
        :'acme', gen_random_uuid()
    ),
    $$ values ('queued', 'send') $$,
    'a page that goes back to before the command shows enough'
);
select status as failed from tests.send(500, '{}') \gset
select results_eq(
    format(
        $$
        select status
        from tests.send(200, tests.list(jsonb_build_array(tests.customer(%L, %L, 4102444800)), true))
        $$,
        :'acme', gen_random_uuid()
    ),
    array['failed'],
    'one that does not leaves it unknown'
);
select is(
    (select c.error ->> 'code' from billing.stripe_commands as c where c.id = :'late'),
    'outcome_unknown',
    'and says so'
);

-- What leaves no mark -----------------------------------------------------------------------------

create function tests.is_done(kind text, answer jsonb)
returns boolean
language sql
set search_path = ''
as $$
    select billing.find_effect(
        jsonb_populate_record(
            null::billing.stripe_commands,
            jsonb_build_object('id', gen_random_uuid(), 'kind', is_done.kind)
        ),
        is_done.answer
    ) is not null
$$;
select ok(
    tests.is_done('subscription.cancel_now', '{"status": "canceled"}'), 'a canceled one is canceled'
);
select ok(
    not tests.is_done('subscription.cancel_now', '{"status": "active"}'), 'a live one is not'
);
select ok(
    tests.is_done('subscription.resume', '{"status": "active", "pause_collection": null}'),
    'one that is not paused runs'
);
select ok(
    not tests.is_done('subscription.resume', '{"status": "paused", "pause_collection": null}'),
    'one that Stripe paused does not'
);
select ok(
    not tests.is_done(
        'subscription.resume', '{"status": "active", "pause_collection": {"behavior": "void"}}'
    ),
    'nor one that we paused'
);
select ok(
    tests.is_done('checkout_session.expire', '{"status": "expired"}')
    and not tests.is_done('checkout_session.expire', '{"status": "open"}'),
    'a page that can still be paid on is not expired'
);

-- A cancellation that was repeated ----------------------------------------------------------------

insert into billing.subscriptions (
    organization_id, source, status, access, stripe_subscription_id, started_at, created_at
)
values (:'acme', 'stripe', 'active', 'full', 'sub_acme', util.now(), util.now())
returning id as subscription \gset
select
    (
        billing.enqueue_stripe_command(
            :'acme', 'subscription.cancel_now',
            jsonb_build_object('subscription_id', :'subscription')
        )
    ).id
        as cancel
\gset
select
    (
        billing.enqueue_stripe_command(
            :'acme', 'subscription.resume',
            jsonb_build_object('subscription_id', :'subscription')
        )
    ).id
        as resume
\gset
select results_eq(
    $$ select id, kind from billing.claim_stripe_commands('one', 10, 0) $$,
    format($$ values (%L::uuid, 'subscription.cancel_now') $$, :'cancel'),
    'what changes one thing is sent in the order in which it was asked for'
);
select results_eq(
    $$ select status, phase, method from tests.send(404, '{"error": {"message": "No such"}}') $$,
    $$ values ('queued', 'look', 'DELETE') $$,
    'what is not found may have been canceled by the attempt before'
);
select results_eq(
    $$ select status, method from tests.send(404, '{"error": {"message": "No such"}}') $$,
    $$ values ('failed', 'GET') $$,
    'what was never there is refused'
);
select results_eq(
    $$ select id from billing.claim_stripe_commands('one', 10, 0) $$,
    array[:'resume'::uuid],
    'a failure stops nothing that comes after'
);

select * from finish();
rollback;
