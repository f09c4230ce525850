-- What a command did and what others did at Stripe in the same second.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(8);

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
    $$ values ('unpaid', 'undecided_order') $$,
    'a change within the second of our answer is seen; whether ours came after it is not known'
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
select is_empty(
    $$
    select 1 from billing.stripe_objects as o
    where o.stripe_id = 'cus_2' and o.refetch_reason is not null
    $$,
    'and nobody else is asked about'
);

select * from finish();
rollback;
