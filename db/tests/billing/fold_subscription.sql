begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(16);

create function tests.hold(organization_id uuid, kind text, second bigint, details jsonb)
returns void
language sql
set search_path = ''
as $$
insert into billing.subscription_facts (
    organization_id, subscription_id, kind, details, effective_at, known_at
)
select
    hold.organization_id,
    case when hold.details ->> 'hold' <> 'staff' then s.id end,
    hold.kind,
    hold.details,
    pg_catalog.to_timestamp(1767225600 + hold.second),
    pg_catalog.to_timestamp(1767225600 + hold.second)
from billing.subscriptions as s
where s.organization_id = hold.organization_id and s.source = 'stripe';
select billing.write_subscription(s.organization_id, s.id)
from billing.subscriptions as s
where s.organization_id = hold.organization_id;
$$;

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'acme', 'owner') as ada \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');

select tests.deliver(
    '1', 'customer.subscription.created', 0, tests.stripe_subscription('{"status": "incomplete"}')
);
select tests.deliver('2', 'customer.subscription.updated', 10, tests.stripe_subscription());
select tests.deliver(
    '3', 'customer.subscription.updated', 20, tests.stripe_subscription('{"status": "past_due"}')
);
select tests.deliver('4', 'customer.subscription.updated', 40, tests.stripe_subscription());
select results_eq(
    format('select * from tests.history(%L)', :'acme'),
    $$
    values
    (0::bigint, 'incomplete', 'read_only', 'first_payment_pending', 58800::bigint),
    (10, 'active', 'full', null, 58800),
    (20, 'past_due', 'full', null, 58800),
    (40, 'active', 'full', null, 58800)
    $$,
    'what Stripe said, when it said it became true'
);

select tests.hold(:'acme', 'hold_placed', 30, '{"hold": "dunning"}');
select results_eq(
    format('select * from tests.history(%L) offset 2', :'acme'),
    $$
    values
    (20::bigint, 'past_due', 'full', null, 58800::bigint),
    (30, 'suspended', 'read_only', 'dunning', 58800),
    (40, 'active', 'full', null, 58800)
    $$,
    'dunning suspends, and a payment ends it'
);
select tests.hold(:'acme', 'hold_placed', 45, '{"hold": "dunning"}');
select is(
    (select count(*) from tests.history(:'acme')), 5::bigint,
    'nobody is suspended for a debt that had been paid when we noticed it'
);

select tests.hold(:'acme', 'hold_placed', 15, '{"hold": "staff", "reason": "fraud"}');
select tests.hold(:'acme', 'hold_released', 60, '{"hold": "staff"}');
select results_eq(
    format('select * from tests.history(%L) offset 1', :'acme'),
    $$
    values
    (10::bigint, 'active', 'full', null, 58800::bigint),
    (15, 'suspended', 'read_only', 'staff', 58800),
    (60, 'active', 'full', null, 58800)
    $$,
    'a hold of the staff outlasts every payment, and what Stripe says shows when it is lifted'
);

select tests.deliver(
    '5', 'customer.subscription.updated', 70,
    tests.stripe_subscription(
        '{"pause_collection": {"behavior": "void", "resumes_at": 1767225700}}'
    )
);
select tests.deliver('6', 'customer.subscription.updated', 80, tests.stripe_subscription());
select results_eq(
    format('select from_second, status, access from tests.history(%L) offset 4', :'acme'),
    $$ values (70::bigint, 'paused', 'read_only'), (80, 'active', 'full') $$,
    'a pause of the collection pauses'
);

select tests.deliver(
    '8', 'customer.subscription.updated', 95, tests.stripe_subscription('{"status": "past_due"}')
);
select tests.deliver(
    '7', 'customer.subscription.deleted', 90,
    tests.stripe_subscription(
        '{"status": "canceled", "ended_at": 1767225690,
        "cancellation_details": {"reason": "payment_failed"}}'
    )
);
select results_eq(
    format('select from_second, status, hold_reason from tests.history(%L) offset 6', :'acme'),
    $$ values (90::bigint, 'canceled', 'payment_failed') $$,
    'what is dated after the end was never true'
);
select is(
    (select billing.epoch(s.ended_at) from billing.subscriptions as s), 1767225690::bigint,
    'and the row tells when it ended'
);

-- A trial of our own, and what takes its place.
select tests.create_organization('second') as second \gset
select billing.start_trial(:'second', :'ada') as trial \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_2', 'customer', :'second');
select results_eq(
    format('select status, access, hold_reason from tests.history(%L, %L)', :'second', 'trial'),
    $$ values ('trialing', 'full', null), ('suspended', 'read_only', 'trial_ended') $$,
    'a trial ends by itself, which is known from the beginning'
);
select results_eq(
    $$ select s.status from billing.subscriptions as s where s.is_primary $$,
    $$ values ('trialing') $$,
    'but until then it runs'
);
select billing.record_fact(
    :'second', :'trial', 'trial_extended',
    jsonb_build_object('ends_at', util.now() + interval '30 days')
);
select is(
    (
        select lower(v.valid_during) - util.now()
        from billing.subscription_versions as v
        where v.status = 'suspended' and v.organization_id = :'second' and upper_inf(v.known_during)
    ),
    interval '30 days',
    'an extension moves the end'
);

select billing.epoch(util.now()) - 1767225600 as now \gset
select tests.deliver(
    '10', 'customer.subscription.created', :now + 100,
    tests.stripe_subscription('{"id": "sub_2", "customer": "cus_2", "status": "incomplete"}')
);
select results_eq(
    format(
        $$ select s.source, s.status, s.is_primary from billing.subscriptions as s
        where s.organization_id = %L order by s.source $$,
        :'second'
    ),
    $$ values ('stripe', 'incomplete', false), ('trial', 'trialing', true) $$,
    'while a first payment is pending, the trial goes on as before'
);
select tests.deliver(
    '11', 'customer.subscription.updated', :now + 160,
    tests.stripe_subscription('{"id": "sub_2", "customer": "cus_2"}')
);
select results_eq(
    format(
        $$ select s.source, s.status, s.status_reason, s.is_primary from billing.subscriptions as s
        where s.organization_id = %L order by s.source $$,
        :'second'
    ),
    $$ values ('stripe', 'active', null, true), ('trial', 'canceled', 'converted', false) $$,
    'a paid subscription takes its place'
);
select is(
    (
        select billing.epoch(s.ended_at) - 1767225600
        from billing.subscriptions as s
        where s.id = :'trial'
    ),
    :now + 160::bigint,
    'from the moment at which it was paid'
);
select results_eq(
    format('select status, hold_reason from tests.history(%L, %L)', :'second', 'trial'),
    $$ values ('trialing', null), ('canceled', 'converted') $$,
    'so that the trial never ran out'
);

-- A discount that ends by itself.
select tests.deliver(
    '20', 'customer.subscription.updated', :now + 170,
    jsonb_set(
        tests.stripe_subscription(
            '{"id": "sub_2", "customer": "cus_2", "discounts": [{
                "id": "di_1", "source": {"type": "coupon", "coupon": {
                    "id": "half", "duration": "repeating", "percent_off": 50
                }}
            }]}'
        ),
        '{discounts,0,end}',
        to_jsonb(1767225600 + :now + 270)
    )
);
select results_eq(
    format(
        'select from_second - %s, arr from tests.history(%L) offset 1', :'now', :'second'
    ),
    $$ values (160::bigint, 58800::bigint), (170, 29400), (270, 58800) $$,
    'a repeating discount ends when Stripe said it would'
);
select is_empty(
    format('select * from tests.history(%L)', :'rival'),
    'nothing of it is another organization''s'
);

select * from finish();
rollback;
