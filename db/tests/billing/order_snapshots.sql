begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(9);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival');
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');

create function tests.ordered(object_id text)
returns text[]
language sql
set search_path = ''
as $$
select array(
    select substr(o.event_id, 5)
    from billing.order_snapshots(ordered.object_id) as o
    order by o.position
);
$$;

select tests.deliver('b', 'invoice.paid', 0, tests.stripe_invoice('{"status": "paid"}'));
select tests.deliver('c', 'invoice.finalized', 0, tests.stripe_invoice());
select tests.deliver('d', 'invoice.created', 0, tests.stripe_invoice('{"status": "draft"}'));
select is(
    tests.ordered('in_1'), '{d,c,b}',
    'within a second a draft comes before what is open, and paid is last'
);
select tests.deliver(
    'a', 'invoice.payment_failed', 0, tests.stripe_invoice('{"attempt_count": 1}')
);
select is(
    tests.ordered('in_1'), '{d,c,a,b}',
    'of two open ones the later attempt is later'
);
select tests.deliver('e', 'invoice.updated', 9, tests.stripe_invoice('{"number": "A-1"}'));
select is(
    tests.ordered('in_1'), '{d,c,a,e,b}',
    'what has ended stays ended, whenever something else is said'
);
select is(
    (select i.status from billing.invoices as i), 'paid',
    'and so does the invoice'
);

-- The ids are against the order in which it happened.
select tests.deliver(
    'z', 'customer.subscription.updated', 5, tests.stripe_subscription('{"status": "past_due"}'),
    '{"status": "active"}'
);
select tests.deliver(
    'y', 'customer.subscription.updated', 5, tests.stripe_subscription('{"status": "unpaid"}'),
    '{"status": "past_due"}'
);
select is(
    tests.ordered('sub_1'), '{z,y}',
    'within a second updates follow the chain of what was before'
);
select tests.deliver(
    'x', 'customer.subscription.updated', 5, tests.stripe_subscription('{"status": "past_due"}'),
    '{"status": "unpaid"}'
);
select tests.deliver(
    'w', 'customer.subscription.created', 0, tests.stripe_subscription()
);
select is(
    tests.ordered('sub_1'), '{w,z,y,x}',
    'a state may come back; what was before the second tells where it begins'
);
select is(
    (select o.refetch_reason from billing.stripe_objects as o where o.stripe_id = 'sub_1'), null,
    'what is decided need not be asked'
);
select tests.deliver(
    'v', 'customer.subscription.updated', 5, tests.stripe_subscription('{"status": "trialing"}')
);
select is(
    (select o.refetch_reason from billing.stripe_objects as o where o.stripe_id = 'sub_1'),
    'undecided_order',
    'a state that nothing leads to marks the subscription for a look at Stripe'
);
select billing.record_snapshot(
    tests.stripe_subscription('{"status": "unpaid"}'), 'refetch', 'look',
    to_timestamp(1767225606.5)
);
select results_eq(
    $$
    select s.status, o.refetch_reason
    from billing.subscriptions as s
    inner join billing.stripe_objects as o on s.stripe_subscription_id = o.stripe_id
    $$,
    $$ values ('suspended', null::text) $$,
    'what Stripe answers to that is the newest of its moment, and settles it'
);

select * from finish();
rollback;
