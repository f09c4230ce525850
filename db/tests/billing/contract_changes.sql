-- What customers do with a contract by themselves, and what the staff do with any subscription.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(59);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_organization('payer') as payer \gset
select tests.create_organization('tryer') as tryer \gset
select tests.create_member(:'tryer', 'owner') as tryer_owner \gset
select billing.start_trial(:'tryer', :'tryer_owner');
update identity.organizations set is_sandbox = true where id in (:'acme', :'rival');
select util.advance_clock(:'acme', '2028-01-01 00:00+00');
select util.advance_clock(:'rival', '2028-01-01 00:00+00');
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'payer');

create function tests.pass(organization_id uuid, at timestamptz)
returns bigint
language plpgsql
security definer -- a test asks as whoever it acts as
set search_path = ''
as $$
begin
    perform util.advance_clock(pass.organization_id, pass.at);
    return billing.renew_manual_subscriptions(pass.organization_id);
end
$$;
create function tests.standing(organization_id uuid)
returns text
language sql
security definer -- as above
set search_path = ''
as $$
select pg_catalog.concat_ws(' ', s.source, s.status, s.access)
from billing.subscriptions as s
where s.organization_id = standing.organization_id and s.is_primary;
$$;
create function tests.mrr(at timestamptz)
returns numeric
language sql
security definer -- as above
set search_path = ''
as $$
select pg_catalog.sum(e.arr) / 12.0
from identity.organizations as o
cross join util.now(o.id) as n
cross join analytics.explain_mrr(mrr.at, o.id, n) as e
where o.name = 'acme';
$$;
create function tests.letters()
returns text
language sql
security definer -- as above
set search_path = ''
as $$
select pg_catalog.string_agg(
    pg_catalog.concat_ws(' ', e.kind, e.data ->> 'ends_on'), ', ' order by e.id
)
from notify.emails as e
where e.kind in ('subscription_canceled', 'plan_changed');
$$;
grant execute on function
tests.pass(uuid, timestamptz), tests.standing(uuid), tests.mrr(timestamptz), tests.letters()
to platform_admin, authenticated;

select tests.act_as_staff();
select
    count(
        admin.start_manual_subscription(
            o.id, 'professional', 'monthly', 'Signed', discount => o.discount::jsonb
        )
    ) as started
from (values (:'acme'::uuid, '{"percent_off": 50}'), (:'rival', null)) as o (id, discount) \gset

-- The end of the period, asked for and called off
select tests.act_as(:'member', :'acme');
select throws_like(
    $$ select api.cancel_subscription('too_expensive') $$, '%"role_required"%',
    'a plain member does not end it'
);
select tests.act_as(:'owner', :'acme');
select throws_like(
    $$ select api.cancel_subscription('mood') $$, '%"invalid_argument"%', 'there are some reasons'
);
select throws_like(
    $$ select api.undo_cancellation() $$, '%"unchanged"%', 'nothing is to be called off'
);
select is(
    api.cancel_subscription('too_expensive', 'Too dear') ->> 'status', 'succeeded',
    'the owner ends a contract, at once as far as anybody has to be asked'
);
select is(
    (select s.cancel_at from api.subscription as s), '2028-02-01 00:00+00'::timestamptz,
    'with its period'
);
select throws_like(
    $$ select api.cancel_subscription('too_expensive') $$, '%"unchanged"%', 'once'
);
select throws_like(
    $$ select api.pause_subscription('2030-01-01 00:00+00') $$,
    '%"invalid_argument"%', 'a pause has an end'
);
select throws_like(
    $$ select api.pause_subscription('2028-02-15 00:00+00') $$, '%"transition_refused"%',
    'who leaves does not pause'
);
select is(tests.letters(), 'subscription_canceled 1 February 2028', 'a letter says when it ends');
select tests.act_as_staff();
select is(
    (select s.cancellation_reason from admin.subscriptions as s where s.organization_id = :'acme'),
    'too_expensive', 'the staff see why'
);
select tests.reset_role();
select is(
    (select c.cancellation_comment from billing.contracts as c where c.organization_id = :'acme'),
    'Too dear', 'in their words'
);
select tests.act_as(:'owner', :'acme');
select is(api.undo_cancellation() ->> 'status', 'succeeded', 'it is called off');
select results_eq(
    $$ select s.cancel_at, s.status from api.subscription as s $$,
    $$ values (null::timestamptz, 'active') $$, 'and goes on'
);
select tests.act_as_staff();
select is(
    (select s.cancellation_reason from admin.subscriptions as s where s.organization_id = :'acme'),
    null, 'for no reason any more'
);
select throws_like(
    format($$ select admin.cancel_manual_subscription(%L, '') $$, :'acme'),
    '%"invalid_argument"%', 'the staff need one, too'
);

select is(
    (admin.cancel_manual_subscription(:'acme', 'They said so') ->> 'ends_at')::timestamptz,
    '2028-02-01 00:00+00'::timestamptz, 'and can end it for their customer'
);
select lives_ok(
    format($$ select admin.undo_manual_cancellation(%L, 'A mistake') $$, :'acme'),
    'or call that off'
);
select throws_like(
    format($$ select admin.undo_manual_cancellation(%L, 'A mistake') $$, :'acme'),
    '%"unchanged"%', 'once'
);

-- What was agreed is changed by those who agreed it
select tests.act_as(:'owner', :'acme');
select throws_like($$ select api.change_plan('enterprise') $$, '%"sales_led"%', 'not the plan');
select throws_like($$ select api.set_add_on('users', 3) $$, '%"sales_led"%', 'nor an add-on');
select throws_like(
    $$ select api.preview_change('enterprise') $$, '%"sales_led"%', 'and nothing is promised'
);
select throws_like(
    $$ select api.cancel_subscription('too_expensive', at_period_end => false) $$,
    '%"transition_refused"%', 'what is paid for does not end at once'
);

-- A pause over two periods' beginnings; the job comes late
select tests.pass(:'acme', '2028-01-11 00:00+00') \gset
select is(
    api.pause_subscription('2028-03-16 12:00+00') ->> 'status', 'succeeded', 'the owner pauses it'
);
select is(tests.standing(:'acme'), 'manual paused read_only', 'until it goes on nobody writes');
select is(
    (select s.resumes_at from api.subscription as s), '2028-03-16 12:00+00'::timestamptz,
    'everybody sees how long'
);
select throws_like(
    $$ select api.create_plant('North') $$, '%"read_only"%', 'that is, nobody'
);
select throws_like(
    $$ select api.pause_subscription('2028-03-20 12:00+00') $$, '%"transition_refused"%', 'once'
);
select is(tests.standing(:'rival'), 'manual active full', 'another is not touched');
select is(tests.pass(:'acme', '2028-03-10 00:00+00'), 0::bigint, 'no period begins');
select is(
    tests.pass(:'acme', '2028-03-20 00:00+00'), 3::bigint,
    'its end comes by itself, and with it those of the calendar'
);
select is(tests.standing(:'acme'), 'manual active full', 'it goes on');
select is(tests.mrr('2028-03-16 11:00+00'), null, 'it was no revenue before');
select is(tests.mrr('2028-03-16 13:00+00'), 9950.0, 'and is since then, however late the job was');
select results_eq(
    $$
    select i.service_start, i.service_end, i.subtotal_cents, i.total_cents
    from api.invoices as i
    order by i.service_start
    $$,
    $$ values
    (
        '2028-01-01 00:00+00'::timestamptz, '2028-02-01 00:00+00'::timestamptz,
        19900::bigint, 9950::bigint
    ),
    ('2028-03-16 12:00+00', '2028-04-01 00:00+00', 9950, 4975) $$,
    'one period is not billed, of the next the half that can be used'
);
select is(
    (select s.current_period_end from api.subscription as s), '2028-04-01 00:00+00'::timestamptz,
    'the calendar is the same'
);

-- A pause that ends before its time, and one that is never to end
select lives_ok(
    $$ select api.pause_subscription('2028-06-01 00:00+00') $$, 'it is paused again'
);
select is(api.resume_subscription() ->> 'status', 'succeeded', 'and resumed');
select is(tests.standing(:'acme'), 'manual active full', 'at once');
select is(
    (select count(*) from api.invoices), 2::bigint, 'what is paid for is not billed again'
);
select api.pause_subscription('2028-06-01 00:00+00') \gset
select is(tests.pass(:'acme', '2028-05-01 00:00+00'), 0::bigint, 'two months into a pause');
select lives_ok($$ select api.cancel_subscription('unused') $$, 'they leave');
select is(tests.standing(:'acme'), null, 'at once, for no period is under way');
select is(tests.pass(:'acme', '2028-07-01 00:00+00'), 0::bigint, 'and for good');

-- The staff end any subscription
select throws_ok(
    format($$ select admin.cancel_subscription(%L, 'Mine') $$, :'rival'),
    '42501', null, 'no customer ends another''s'
);
select tests.reset_role();
select extract(epoch from util.now(:'payer'))::bigint - 1767225600 as now \gset
select tests.deliver(
    's1', 'customer.subscription.created', :now - 100, tests.stripe_subscription()
);
select tests.act_as_staff();
select is(
    admin.cancel_subscription(:'rival', 'Fraud') ->> 'command_id', null, 'a contract'
);
select is(tests.standing(:'rival'), null, 'at once');
select throws_like(
    format($$ select admin.cancel_subscription(%L, 'Again') $$, :'rival'),
    '%"transition_refused"%', 'once'
);
select admin.cancel_subscription(:'payer', 'Fraud') ->> 'command_id' as command_id \gset
select results_eq(
    format(
        $$ select c.kind, c.status from admin.stripe_commands as c where c.id = %L $$,
        :'command_id'
    ),
    $$ values ('subscription.cancel_now', 'queued') $$,
    'what Stripe bills is ended by Stripe'
);
select is(
    admin.cancel_subscription(:'tryer', 'A competitor') ->> 'command_id', null, 'a trial'
);
select results_eq(
    format(
        $$
        select s.status, s.cancellation_reason from admin.subscriptions as s
        where s.organization_id = %L
        $$,
        :'tryer'
    ),
    $$ values ('canceled', 'A competitor') $$,
    'ends at once, too'
);
select tests.reset_role();
select is_empty(
    format(
        $$
        select * from billing.row_differences(%L)
        union all
        select * from billing.row_differences(%L)
        $$,
        :'acme', :'rival'
    ),
    'reconciliation has nothing to say about it'
);
select is(
    (
        select count(*) from billing.stripe_commands as c
        where c.organization_id in (:'acme', :'rival')
    ),
    0::bigint, 'nor was Stripe ever asked'
);

-- What was agreed for the next period is seen by the customer, and by nobody else.
select tests.reset_role();
select tests.create_organization('grower') as grower \gset
select tests.create_member(:'grower', 'owner') as grower_owner \gset
\set changes 'select kind, plan_code, cycle, add_on_code, quantity, status from api.pending_change'
select tests.act_as_staff();
select lives_ok(
    format(
        $$
            select admin.start_manual_subscription(
                %L, 'professional', 'monthly', 'Signed', add_ons => '{"users": 2, "plants": 1}'
            )
        $$,
        :'grower'
    ),
    'of a contract that stays'
);
select tests.act_as(:'grower_owner', :'grower');
select is_empty(:'changes', 'nothing is to come');
select tests.act_as_staff();
select lives_ok(
    format(
        $$
            select admin.change_manual_subscription(
                %L, 'They grow', plan_code => 'enterprise', cycle => 'annual',
                add_ons => '{"users": 2, "storage": 5}', at_period_end => true
            )
        $$,
        :'grower'
    ),
    'one that changes'
);
select tests.act_as(:'grower_owner', :'grower');
select results_eq(
    :'changes' || ' where effective_at = (select current_period_end from api.subscription)'
    || ' order by kind desc, add_on_code',
    $$
        values
        ('plan', 'enterprise', 'annual', null, null::bigint, 'agreed'),
        ('add_on', null, null, 'plants', 0, 'agreed'),
        ('add_on', null, null, 'storage', 5, 'agreed')
    $$,
    'tells beforehand what differs from the next period on'
);
select tests.act_as(:'owner', :'acme');
select is_empty(:'changes', 'and tells nobody else');
select tests.act_as(:'grower_owner', :'grower');
select lives_ok($$ select api.cancel_subscription('unused') $$, 'who leaves then');
select is_empty(:'changes', 'has nothing more to come');

select * from finish();
rollback;
