-- What Stripe does not list is asked for, but for a demo's, which it was never told of.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(2);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('story') as story \gset
select identity.mark_as_demo(:'story');
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme'), ('cus_2', 'customer', :'story');
select tests.deliver('1', 'customer.subscription.created', 0, tests.stripe_subscription());
select tests.deliver(
    '2', 'customer.subscription.created', 0,
    tests.stripe_subscription('{"id": "sub_2", "customer": "cus_2"}')
);

select lives_ok(
    $$ select billing.mark_unlisted_objects(gen_random_uuid(), 'subscription', '2026-02-01') $$,
    'a list that shows nothing has been read'
);
select results_eq(
    $$
    select o.stripe_id, o.refetch_reason from billing.stripe_objects as o
    where o.object_kind = 'subscription' order by o.stripe_id
    $$,
    $$ values ('sub_1', 'drift'), ('sub_2', null) $$,
    'a demo''s subscription is not looked for'
);

select * from finish();
rollback;
