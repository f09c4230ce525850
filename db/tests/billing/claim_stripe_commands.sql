begin;
\ir ../_helpers.sql
select plan(25);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
update identity.users set email = 'ada@example.com' where id = :'owner';
select billing.start_trial(:'acme', :'owner');
select catalog.link_stripe_price(l.lookup_key, 'price_' || l.lookup_key, 'prod_' || l.product_code)
from catalog.stripe_price_list() as l;

select tests.act_as(:'owner', :'acme');
select (api.start_checkout('starter', 'monthly') ->> 'id')::uuid as checkout \gset
select tests.reset_role();
select c.id as customer from billing.stripe_commands as c where c.kind = 'customer.create' \gset

-- Leases ------------------------------------------------------------------------------------------

select results_eq(
    $$ select id, attempts, status, leased_by from billing.claim_stripe_commands('one', 10, 30) $$,
    format($$ values (%L::uuid, 1, 'running', 'one') $$, :'customer'),
    'what nothing has to precede is claimed, the rest waits'
);
select is(
    (select c.request from billing.stripe_commands as c where c.id = :'customer'),
    jsonb_build_object(
        'method', 'POST',
        'path', '/v1/customers',
        'params', jsonb_build_object(
            'name', 'acme',
            'email', 'ada@example.com',
            'metadata', jsonb_build_object('organization_id', :'acme', 'command_id', :'customer')
        )
    ),
    'the request says who it is, and what it came from'
);
select is_empty(
    $$ select 1 from billing.claim_stripe_commands('two', 10, 30) $$,
    'what one worker holds no other gets'
);

update identity.organizations set name = 'acme & sons' where id = :'acme';
update billing.stripe_commands set leased_until = util.wall_clock() where id = :'customer';
select results_eq(
    $$
    select id, attempts, leased_by, request -> 'params' ->> 'name'
    from billing.claim_stripe_commands('two', 10, 30)
    $$,
    format($$ values (%L::uuid, 2, 'two', 'acme') $$, :'customer'),
    'a lease that ran out is taken over, and the same request is repeated'
);
select is(
    billing.record_stripe_response(:'customer', 1, 500, '', null), 'stale',
    'the answer to the earlier attempt comes too late'
);
select is(
    (select c.status from billing.stripe_commands as c where c.id = :'customer'), 'running',
    'and changes nothing'
);

-- Dependencies ------------------------------------------------------------------------------------

update billing.stripe_commands
set status = 'succeeded', finished_at = util.wall_clock()
where id = :'customer';
insert into billing.customers (organization_id, stripe_customer_id, created_at)
values (:'acme', 'cus_acme', util.now())
on conflict (organization_id) do update set stripe_customer_id = excluded.stripe_customer_id;

select results_eq(
    $$ select id, attempts from billing.claim_stripe_commands('one', 10, 30) $$,
    format($$ values (%L::uuid, 1) $$, :'checkout'),
    'what waited is claimed when that has succeeded'
);
select results_eq(
    format(
        $$
        select
            c.request ->> 'path',
            p.params ->> 'mode',
            p.params ->> 'customer',
            (p.params ->> 'client_reference_id')::uuid,
            p.params -> 'line_items',
            p.params -> 'metadata',
            p.params -> 'subscription_data' -> 'metadata',
            p.params -> 'subscription_data' -> 'billing_mode',
            p.params ->> 'success_url' like util.setting('web_url') || '/%%',
            p.params ->> 'cancel_url' like util.setting('web_url') || '/%%'
        from billing.stripe_commands as c
        cross join lateral (select c.request -> 'params' as params) as p
        where c.id = %L
        $$,
        :'checkout'
    ),
    format(
        $$
        values (
            '/v1/checkout/sessions', 'subscription', 'cus_acme', %1$L::uuid,
            '[{"price": "price_starter_monthly", "quantity": 1}]'::jsonb,
            '{"organization_id": "%1$s", "checkout_session_id": "%2$s"}'::jsonb,
            '{"organization_id": "%1$s", "checkout_session_id": "%2$s"}'::jsonb,
            '{"type": "flexible"}'::jsonb,
            true, true
        )
        $$,
        :'acme', :'checkout'
    ),
    'the request says who buys what, wherever Stripe will tell it again'
);
select is(
    (
        select (c.request -> 'params' -> 'subscription_data' ->> 'trial_end')::bigint
        from billing.stripe_commands as c where c.id = :'checkout'
    ),
    (
        select floor(extract(epoch from s.trial_ends_at))::bigint
        from billing.subscriptions as s where s.organization_id = :'acme'
    ),
    'the rest of the trial is kept, to the second'
);

-- What is left of a trial -------------------------------------------------------------------------

update billing.subscriptions
set trial_ends_at = util.now() + interval '48 hours'
where organization_id = :'acme';
select is(
    billing.trial_end_for_checkout(:'acme'), util.now() + interval '48 hours 1 minute',
    'with 48 hours left it is kept, and lasts until Stripe has got the request'
);
update billing.subscriptions
set trial_ends_at = util.now() + interval '47 hours 59 minutes'
where organization_id = :'acme';
select is(
    billing.trial_end_for_checkout(:'acme'), null,
    'with less it bills at once'
);
update billing.subscriptions
set trial_ends_at = util.now() + interval '10 days'
where organization_id = :'acme';
select tests.act_as(:'owner', :'acme');
select (api.start_checkout('starter', 'monthly', end_trial => true) ->> 'id')::uuid as at_once \gset
select tests.reset_role();
select is(
    billing.checkout_session_params(:'acme', :'at_once') -> 'subscription_data' ? 'trial_end',
    false,
    'who wants to pay at once may'
);
update identity.organizations set is_sandbox = true where id = :'acme';
select util.advance_clock(:'acme', util.now() + interval '9 days');
select is(
    billing.trial_end_for_checkout(:'acme'), null, 'the clock is the organization''s own'
);

-- Failing -----------------------------------------------------------------------------------------

select results_eq(
    $$ select kind from billing.claim_stripe_commands('one', 10, 30) $$,
    array['checkout_session.create'],
    'the page to pay at once is asked for; expiring the older one waits for that to be made'
);
select billing.fail_stripe_command(:'checkout', 'planted', 'A failure');
select is(
    (select s.status from billing.checkout_sessions as s where s.id = :'checkout'), 'failed',
    'a page that could not be made is not waited for'
);
select is_empty(
    $$ select 1 from billing.claim_stripe_commands('one', 10, 30) $$,
    'what depends on a failure is not sent'
);
select results_eq(
    $$
    select status, error ->> 'code' from billing.stripe_commands
    where kind = 'checkout_session.expire'
    $$,
    $$ values ('failed', 'dependency_failed') $$,
    'it fails, too'
);

update billing.stripe_commands
set
    leased_until = util.wall_clock(),
    first_attempt_at = util.wall_clock() - interval '23 hours 59 minutes'
where id = :'at_once';
select results_eq(
    $$ select id, attempts from billing.claim_stripe_commands('two', 10, 30) $$,
    format($$ values (%L::uuid, 2) $$, :'at_once'),
    'for a day a request may be repeated under its key'
);
update billing.stripe_commands
set leased_until = util.wall_clock(), first_attempt_at = util.wall_clock() - interval '24 hours'
where id = :'at_once';
select results_eq(
    $$
    select id, attempts, phase, request
    from billing.claim_stripe_commands('two', 10, 30)
    $$,
    format(
        $$
        values (%L::uuid, 3, 'look', jsonb_build_object(
            'method', 'GET', 'path', '/v1/checkout/sessions',
            'params', jsonb_build_object('customer', 'cus_acme', 'limit', 100)
        ))
        $$,
        :'at_once'
    ),
    'then Stripe may have forgotten the key: it is looked for'
);

select
    (
        billing.enqueue_stripe_command(
            :'acme', 'checkout_session.expire',
            jsonb_build_object('checkout_session_id', gen_random_uuid())
        )
    ).id
        as nonsense
\gset
-- Nobody can enqueue this any more; an older release might have.
insert into billing.stripe_commands (
    organization_id, kind, params, idempotency_key, next_attempt_at, created_at
)
values (
    :'acme', 'checkout_session.expire', '{"checkout_session_id": "x"}', 'x', util.wall_clock(),
    util.wall_clock()
)
returning id as broken
\gset
select (billing.open_billing_portal(:'acme')).id as portal \gset
select results_eq(
    $$ select id from billing.claim_stripe_commands('one', 10, 30) $$,
    array[:'portal'::uuid],
    'what cannot be rendered does not stop the others'
);
select results_eq(
    format(
        $$ select error ->> 'code', error ->> 'message', error ? 'internal'
        from billing.stripe_commands where id in (%L, %L) order by 1 $$,
        :'nonsense', :'broken'
    ),
    $$
    values
    ('prerequisite_missing', 'Something that this refers to is not known to Stripe', false),
    ('request_failed', 'The request could not be prepared', true)
    $$,
    'it fails, and the reason inside is for the staff'
);
select is(
    (select c.request from billing.stripe_commands as c where c.id = :'portal'),
    jsonb_build_object(
        'method', 'POST',
        'path', '/v1/billing_portal/sessions',
        'params', jsonb_build_object(
            'customer', 'cus_acme', 'return_url', util.setting('web_url') || '/billing/'
        )
    ),
    'the portal opens for the customer, and leads back'
);

-- Limits ------------------------------------------------------------------------------------------

select billing.enqueue_stripe_command(:'acme', 'portal_session.create') from generate_series(1, 3);
select is(
    (select count(*) from billing.claim_stripe_commands('one', 2, 30)), 2::bigint,
    'a worker gets no more than it can carry'
);
select is(
    (select count(*) from billing.claim_stripe_commands('one', 2, 30)), 1::bigint,
    'and the rest when it comes again'
);
select throws_ok(
    format(
        $$ insert into billing.stripe_commands
        (organization_id, kind, idempotency_key, next_attempt_at, created_at)
        select %L, 'customer.create', n, util.now(), util.now() from generate_series(1, 2) as n $$,
        :'acme'
    ),
    '23505', null,
    'the database itself keeps an organization from becoming two customers'
);

select * from finish();
rollback;
