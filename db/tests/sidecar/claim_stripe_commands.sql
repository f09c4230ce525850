-- The outbox as the sidecar drives it: claim_stripe_commands and record_stripe_response.
begin;
\ir ../_helpers.sql
select plan(13);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select billing.start_trial(:'acme', :'owner');
select catalog.link_stripe_price(l.lookup_key, 'price_' || l.lookup_key, 'prod_' || l.product_code)
from catalog.stripe_price_list() as l;

select tests.act_as(:'owner', :'acme');
select (api.start_checkout('starter', 'monthly') ->> 'id')::uuid as monthly \gset
select (api.start_checkout('starter', 'annual') ->> 'id')::uuid as annual \gset

set local role sidecar;
select * from sidecar.claim_stripe_commands('worker', 10, 30) \gset customer_
select results_eq(
    format(
        $$ values (%L::text, %L::text, %L::text, %L::text, %L::integer) $$,
        :'customer_kind',
        :'customer_method',
        :'customer_path',
        :'customer_idempotency_key',
        :'customer_attempt'
    ),
    format(
        $$ values ('customer.create', 'POST', '/v1/customers', %L, 1) $$, :'customer_id'
    ),
    'the sidecar gets a request to send, under the command''s id as key'
);
select is(
    :'customer_params'::jsonb -> 'metadata' ->> 'organization_id', :'acme',
    'with its parameters'
);
select is(
    sidecar.record_stripe_response(
        :'customer_id', 1, 200,
        jsonb_build_object(
            'id', 'cus_acme', 'object', 'customer', 'created', 1767225600, 'name', 'acme',
            'email', 'ada@example.com', 'currency', null, 'balance', 0, 'delinquent', false,
            'invoice_settings', jsonb_build_object('default_payment_method', null),
            'livemode', false, 'metadata', jsonb_build_object('organization_id', :'acme')
        )::text,
        null
    ),
    'succeeded',
    'and hands the answer back as it came'
);
reset role;
set local role unison_owner;
select is(
    (select c.stripe_customer_id from billing.customers as c where c.organization_id = :'acme'),
    'cus_acme',
    'the organization is a customer now'
);

create function tests.page(command_id uuid, params json, status text)
returns text
language sql
set search_path = ''
as $$
    select jsonb_build_object(
        'id', 'cs_test_' || replace(page.command_id::text, '-', ''),
        'object', 'checkout.session',
        'created', 1767225600,
        'expires_at', 4102444800,
        'status', page.status,
        'payment_status', 'unpaid',
        'customer', page.params ->> 'customer',
        'subscription', null,
        'client_reference_id', page.params ->> 'client_reference_id',
        'metadata', page.params -> 'metadata',
        'url', case when page.status = 'open' then 'https://stripe.test/c/' || page.command_id end,
        'livemode', false
    )::text
$$;
grant execute on function tests.page(uuid, json, text) to sidecar;

set local role sidecar;
select * from sidecar.claim_stripe_commands('worker', 1, 30) \gset monthly_
select * from sidecar.claim_stripe_commands('worker', 1, 30) \gset annual_
select results_eq(
    format(
        $$ values (%L::text, %L::uuid, %L::text), (%L, %L, %L) $$,
        :'monthly_kind', :'monthly_id', :'monthly_params'::json ->> 'customer',
        :'annual_kind', :'annual_id', :'annual_params'::json ->> 'customer'
    ),
    format(
        $$
        values
        ('checkout_session.create', %L::uuid, 'cus_acme'),
        ('checkout_session.create', %L, 'cus_acme')
        $$,
        :'monthly', :'annual'
    ),
    'what waited for it is next, oldest first'
);
select sidecar.record_stripe_response(
    :'monthly_id', 1, 200, tests.page(:'monthly_id', :'monthly_params', 'open'), null
);
select sidecar.record_stripe_response(
    :'annual_id', 1, 200, tests.page(:'annual_id', :'annual_params', 'open'), null
);

select tests.act_as(:'owner', :'acme');
select is(
    (select c.result_url from api.commands as c where c.id = :'annual'),
    'https://stripe.test/c/' || :'annual',
    'the asker gets the page to pay on'
);
select results_eq(
    $$ select id, status, url from api.checkout_sessions order by superseded_at nulls last $$,
    format(
        $$ values (%1$L::uuid, 'open', null), (%2$L, 'open', 'https://stripe.test/c/%2$s') $$,
        :'monthly', :'annual'
    ),
    'a page that was replaced is shown to nobody, though Stripe has it still'
);
select is(
    api.start_checkout('starter', 'annual') ->> 'result_url', 'https://stripe.test/c/' || :'annual',
    'asking again gives the open page at once'
);

set local role sidecar;
select * from sidecar.claim_stripe_commands('worker', 10, 30) \gset expire_
select is(
    :'expire_path',
    '/v1/checkout/sessions/cs_test_' || replace(:'monthly', '-', '') || '/expire',
    'the replaced page is expired as soon as it exists'
);
select is(
    sidecar.record_stripe_response(
        :'expire_id', 1, 200, tests.page(:'monthly', :'monthly_params', 'expired'), null
    ),
    'succeeded',
    'as Stripe confirms'
);
select tests.act_as(:'rival_owner', :'rival');
select is_empty(
    $$ select 1 from api.checkout_sessions union all select 1 from api.commands $$,
    'another tenant sees nothing of all that'
);
select tests.act_as(:'owner', :'acme');
select is(
    (select s.status from api.checkout_sessions as s where s.id = :'monthly'), 'expired',
    'and so it is here'
);

set local role sidecar;
select throws_ok(
    $$ select 1 from billing.stripe_commands $$, '42501', null, 'the sidecar reaches no table'
);

select * from finish();
rollback;
