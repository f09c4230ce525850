begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(7);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset

insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');
select jsonb_build_object('metadata', jsonb_build_object('organization_id', :'rival')) as named
\gset

select is(
    tests.deliver('1', 'customer.subscription.created', 0, tests.stripe_subscription(:'named')),
    'applied',
    'a subscription of a known customer may name another organization'
);
select is_empty(
    format(
        $$ select from billing.subscriptions where organization_id = %L and source = 'stripe' $$,
        :'rival'
    ),
    'which is given nothing'
);
select isnt_empty(
    format(
        $$ select from billing.subscriptions where organization_id = %L and source = 'stripe' $$,
        :'acme'
    ),
    'because who pays has it'
);
select results_eq(
    $$
        select subject, details ->> 'named' from webhooks.alarms
        where kind = 'organization_differs'
    $$,
    format($$ values ('sub_1', %L) $$, :'rival'),
    'and a person is asked to look'
);

select is(
    tests.deliver('2', 'checkout.session.completed', 1, jsonb_build_object(
        'object', 'checkout.session', 'id', 'cs_1', 'customer', 'cus_1', 'mode', 'subscription',
        'status', 'complete', 'payment_status', 'paid', 'subscription', 'sub_1',
        'created', 1767225600, 'client_reference_id', :'rival'
    )),
    'applied',
    'nor does what a buyer writes into a payment link count'
);
select is_empty(
    format($$ select from billing.checkout_sessions where organization_id = %L $$, :'rival'),
    'against the customer who came back from it'
);

select is(
    billing.find_organization(
        tests.stripe_subscription(:'named'::jsonb || '{"customer": "cus_2"}')
    ),
    :'rival',
    'a customer whom nobody knows is whose the object says'
);

select * from finish();
rollback;
