-- Staff extend trials, suspend organizations and release them, each with a reason; Stripe follows.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(32);

create function tests.status(organization_id uuid)
returns text
language sql
security definer -- a test asks as whoever it acts as
set search_path = ''
as $$
select pg_catalog.concat_ws(' ', s.status, s.access, s.status_reason)
from billing.subscriptions as s
where s.organization_id = status.organization_id and s.is_primary;
$$;

create function tests.stripe_commands(organization_id uuid)
returns text
language sql
security definer -- as above
set search_path = ''
as $$
select pg_catalog.string_agg(c.kind, ' ' order by c.created_at)
from billing.stripe_commands as c
where c.organization_id = stripe_commands.organization_id;
$$;

create function tests.finish_commands()
returns void
language sql
security definer -- as above
set search_path = ''
as $$
update billing.stripe_commands
set status = 'failed', finished_at = pg_catalog.clock_timestamp()
where finished_at is null;
$$;

grant execute on function tests.status(uuid), tests.stripe_commands(uuid) to platform_admin;

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as eve \gset
select billing.start_trial(:'acme', :'ada');
select billing.start_trial(:'rival', :'eve');

select tests.act_as(:'ada', :'acme');
select throws_ok(
    format($$ select admin.suspend(%L, 'Because') $$, :'acme'), '42501', null,
    'no customer suspends'
);
select throws_ok(
    format($$ select admin.extend_trial(%L, 5, 'Because') $$, :'acme'), '42501', null,
    'nor extends a trial'
);

select tests.act_as_staff();
select is(
    (admin.extend_trial(:'acme', 10, 'They asked') ->> 'trial_ends_at')::timestamptz,
    now() + interval '24 days',
    'staff extend a trial'
);
select throws_like(
    $$ select admin.extend_trial(gen_random_uuid(), 10, 'They asked') $$,
    '%"organization_not_found"%',
    'of an organization that exists'
);
select throws_like(
    format($$ select admin.suspend(%L, null) $$, :'acme'), '%"invalid_argument"%',
    'nothing without a reason'
);
select throws_like(
    format($$ select admin.reactivate(%L, 'Why not') $$, :'acme'), '%"transition_refused"%',
    'nothing is released that is not held'
);
select admin.suspend(:'acme', 'Fraud');
select is(tests.status(:'acme'), 'suspended read_only staff', 'a trial can be suspended');
select is(
    (select o.staff_reason from admin.organizations as o where o.id = :'acme'), 'Fraud',
    'the staff see why'
);
select tests.act_as(:'ada', :'acme');
select is_empty(
    $$
    select 1 from api.subscription as s where s::text like '%Fraud%'
    union all
    select 1 from api.subscription_history as h where h::text like '%Fraud%'
    $$,
    'the customer does not read what the staff think'
);
select throws_like(
    $$ select api.create_plant('North') $$, '%"hint" : "Write to our support"%',
    'nor is asked to pay for nothing'
);
select throws_like(
    $$ select api.start_checkout('starter', 'monthly') $$, '%"transition_refused"%',
    'and cannot pay for it either'
);
select tests.act_as_staff();
select is(tests.stripe_commands(:'acme'), null, 'which Stripe knows nothing of');
select throws_like(
    format($$ select admin.extend_trial(%L, 5, 'They asked') $$, :'acme'),
    '%"transition_refused"%',
    'to extend it does not release it'
);
select admin.reactivate(:'acme', 'An error of ours');
select is(tests.status(:'acme'), 'trialing full', 'released, it is what it was');
select is(tests.status(:'rival'), 'trialing full', 'another tenant has noticed nothing');

select tests.reset_role();
select results_eq(
    format(
        $$ select kind, details ->> 'reason', details ? 'staff_id'
        from billing.subscription_facts where organization_id = %L order by position offset 1 $$,
        :'acme'
    ),
    $$ values
    ('trial_extended', 'They asked', true),
    ('hold_placed', 'Fraud', true),
    ('hold_released', 'An error of ours', true) $$,
    'what was done stands in the history, with who and why'
);

-- With a subscription at Stripe
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');
select tests.deliver(
    '1', 'customer.subscription.created', 0,
    tests.stripe_subscription('{"status": "trialing", "trial_end": 4102444800}')
);
select is(tests.status(:'acme'), 'trialing full', 'a trial that Stripe keeps');
select tests.act_as_staff();
select is(
    (admin.extend_trial(:'acme', 1, 'They asked') ->> 'trial_ends_at')::timestamptz,
    '2100-01-02 00:00+00',
    'goes on'
);
select is(tests.stripe_commands(:'acme'), 'subscription.extend_trial', 'if Stripe agrees');
select tests.reset_role();
select tests.finish_commands();
select tests.deliver('2', 'customer.subscription.updated', 10, tests.stripe_subscription());

select tests.act_as_staff();
select admin.suspend(:'acme', 'Fraud');
select is(tests.status(:'acme'), 'suspended read_only staff', 'what is paid can be suspended');
select is(
    tests.stripe_commands(:'acme'), 'subscription.extend_trial subscription.pause',
    'and Stripe is asked to stop billing it'
);
select tests.reset_role();
select is_empty('select 1 from billing.unsuspended_subscriptions', 'nothing is billed on');
select tests.finish_commands();
select results_eq(
    'select organization_id, stripe_status from billing.unsuspended_subscriptions',
    format($$ values (%L::uuid, 'active') $$, :'acme'),
    'should that fail, the invariant says so'
);
select is(billing.pause_all_suspended(), 1::bigint, 'and the job asks again');
select is(billing.pause_all_suspended(), 0::bigint, 'once at a time');
select tests.finish_commands();
select tests.deliver(
    '3', 'customer.subscription.updated', 20,
    tests.stripe_subscription('{"pause_collection": {"behavior": "void"}}')
);
select is_empty(
    'select 1 from billing.unsuspended_subscriptions', 'until Stripe says that it is paused'
);

select tests.act_as_staff();
select admin.reactivate(:'acme', 'Cleared');
select is(
    tests.stripe_commands(:'acme'),
    'subscription.extend_trial subscription.pause subscription.pause subscription.resume',
    'released, Stripe is asked to go on'
);
select tests.reset_role();
select tests.finish_commands();
select tests.deliver('4', 'customer.subscription.updated', 30, tests.stripe_subscription());
select is(tests.status(:'acme'), 'active full', 'and it is as before');

-- What ends while it is held
select tests.act_as_staff();
select admin.suspend(:'acme', 'Fraud again');
select tests.reset_role();
select tests.finish_commands();
select tests.deliver(
    '5', 'customer.subscription.deleted', 40,
    tests.stripe_subscription(
        '{"status": "canceled", "canceled_at": 1767225640, "ended_at": 1767225640}'
    )
);
select is(tests.status(:'acme'), null, 'the subscription of a held organization ends');
select tests.act_as(:'ada', :'acme');
select throws_like(
    $$ select api.start_checkout('starter', 'monthly') $$, '%"hint" : "Write to our support"%',
    'and no other begins, which would be held as well'
);
select tests.act_as_staff();
select admin.reactivate(:'acme', 'Cleared again');
select throws_like(
    format($$ select admin.reactivate(%L, 'Twice') $$, :'acme'), '%"transition_refused"%',
    'released once'
);
select tests.act_as(:'ada', :'acme');
select is(
    api.start_checkout('starter', 'monthly') ->> 'kind', 'checkout_session.create',
    'it may buy again'
);

select * from finish();
rollback;
