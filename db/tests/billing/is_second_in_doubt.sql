-- What a command did and what others did at Stripe in the same second.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(9);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme'), ('cus_2', 'customer', :'rival');

create function tests.told(status text, seconds numeric, source text)
returns void
language sql
set search_path = ''
as $$
select billing.record_snapshot(
    tests.stripe_subscription(pg_catalog.jsonb_build_object('status', told.status)),
    told.source, told.source || told.seconds, pg_catalog.to_timestamp(1767225600 + told.seconds)
);
$$;

create view tests.subscription (stripe_status, refetch_reason, arr) as
select
    s.stripe_status,
    o.refetch_reason,
    s.net_arr_cents
from billing.subscriptions as s
inner join billing.stripe_objects as o on s.stripe_subscription_id = o.stripe_id
where o.stripe_id = 'sub_1';

select tests.deliver('a', 'customer.subscription.created', 0, tests.stripe_subscription());

-- Ours is asked for at 5.3, somebody else's change comes at 5.7: both are of second 5.
select tests.told('trialing', 5.3, 'response');
select tests.deliver(
    'z', 'customer.subscription.updated', 5, tests.stripe_subscription('{"status": "unpaid"}'),
    '{"status": "trialing"}'
);
select results_eq(
    $$ select stripe_status, refetch_reason from tests.subscription $$,
    $$ values ('trialing', 'undecided_order') $$,
    'whether a change within the second of our answer came before it is not known, so it is asked'
);
select tests.deliver(
    'y', 'customer.subscription.updated', 5, tests.stripe_subscription('{"status": "trialing"}'),
    '{"status": "active"}'
);
select results_eq(
    $$ select stripe_status, refetch_reason from tests.subscription $$,
    $$ values ('unpaid', null) $$,
    'until the event of our own change has its place among the others'
);

-- The other way around: somebody's change, then ours.
select tests.told('past_due', 9.8, 'response');
select tests.deliver(
    'x', 'customer.subscription.updated', 9, tests.stripe_subscription('{"status": "past_due"}'),
    '{"status": "active"}'
);
select results_eq(
    $$ select stripe_status, refetch_reason from tests.subscription $$,
    $$ values ('past_due', null) $$,
    'an event that tells what the answer told leaves no doubt'
);
select tests.deliver(
    'w', 'customer.subscription.updated', 9, tests.stripe_subscription(), '{"status": "unpaid"}'
);
select results_eq(
    $$ select stripe_status, refetch_reason from tests.subscription $$,
    $$ values ('past_due', null) $$,
    'and what came before it in that second stays before it'
);

-- Two answers of one second, without events.
select tests.told('trialing', 20.2, 'response');
select tests.told('active', 20.1, 'response');
select results_eq(
    $$ select stripe_status, refetch_reason from tests.subscription $$,
    $$ values ('trialing', null) $$,
    'of two answers the one that was asked for later counts'
);

-- A question that Stripe answered within the second in which things changed.
select tests.deliver(
    'v', 'customer.subscription.updated', 30, tests.stripe_subscription('{"status": "unpaid"}'),
    '{"status": "trialing"}'
);
select tests.told('trialing', 30.4, 'refetch');
select is(
    (select s.refetch_reason from tests.subscription as s), 'undecided_order',
    'an answer to a question that no event of its second bears out is asked for again'
);
select tests.told('unpaid', 31, 'refetch');
select results_eq(
    $$ select stripe_status, refetch_reason from tests.subscription $$,
    $$ values ('unpaid', null) $$,
    'a second later it is known'
);
-- Ours at 40.1 and somebody's of the same second are told of after what came a second later.
select tests.told('past_due', 40.1, 'response');
select tests.deliver(
    'u', 'customer.subscription.updated', 41,
    tests.stripe_subscription('{"status": "unpaid", "latest_invoice": "in_1"}'),
    '{"latest_invoice": null}'
);
select tests.deliver(
    's', 'customer.subscription.updated', 40, tests.stripe_subscription('{"status": "unpaid"}'),
    '{"status": "past_due"}'
);
select tests.deliver(
    't', 'customer.subscription.updated', 40, tests.stripe_subscription('{"status": "past_due"}'),
    '{"status": "unpaid"}'
);
select results_eq(
    $$
    select o.event_id from billing.order_snapshots('sub_1') as o
    where o.created_at >= to_timestamp(1767225640) order by o.position
    $$,
    array['response40.1', 'evt_t', 'evt_s', 'evt_u'],
    'the order is the same when they come late'
);
select is_empty(
    $$
    select 1 from billing.stripe_objects as o
    where o.stripe_id = 'cus_2' and o.refetch_reason is not null
    $$,
    'and nobody else is asked about'
);

select * from finish();
rollback;
