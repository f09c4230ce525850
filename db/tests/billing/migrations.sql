-- New versions of a plan, and moving those who bought an old one.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(36);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_organization('third') as third \gset
select tests.create_organization('leaver') as leaver \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme'), ('cus_2', 'customer', :'leaver');
update identity.organizations set is_sandbox = true where id = :'rival';
select util.advance_clock(:'rival', '2028-01-31 00:00+00');
select v.id as old from catalog.plan_versions as v
where v.plan_code = 'starter' and v.version = 1 \gset

-- One pays by Stripe, one is leaving it, two have a contract.
select extract(epoch from util.now(:'acme'))::bigint - 1767225600 as now \gset
select tests.deliver(
    's1', 'customer.subscription.created', :now - 100, tests.stripe_subscription()
);
select tests.deliver(
    's2', 'customer.subscription.created', :now - 100,
    tests.stripe_subscription('{"id": "sub_2", "customer": "cus_2", "cancel_at_period_end": true}')
);
select
    billing.start_contract(
        o.id, 'starter', 'monthly', '{"plants": 1}', 30, null, o.discount::jsonb, 0, null, 'Signed'
    )
from (values (:'rival'::uuid, '{"percent_off": 50}'), (:'third', null)) as o (id, discount);
insert into usage.counters (organization_id, feature_code, used)
values (:'acme', 'plants', 1), (:'rival', 'plants', 2), (:'third', 'plants', 1)
on conflict (organization_id, feature_code) do update set used = excluded.used;

create view tests.items as
select
    o.name,
    i.status,
    i.refusal
from billing.migration_items as i
inner join identity.organizations as o on i.organization_id = o.id;

-- Publishing
select tests.act_as(:'owner', :'acme');
select throws_ok(
    $$ select admin.publish_plan_version('starter', 'Mine') $$,
    '42501', null, 'a customer publishes nothing'
);
select tests.act_as_staff();
select throws_like(
    $$ select admin.publish_plan_version('gold', 'New') $$, '%"plan_not_found"%',
    'a version is one of a plan'
);
select throws_like(
    $$ select admin.publish_plan_version('starter', 'New', '[{"cycle": "weekly"}]') $$,
    '%"invalid_argument"%', 'prices have a cycle and an amount'
);
select throws_like(
    $$ select admin.publish_plan_version('starter', 'New', features => '{plants}') $$,
    '%"invalid_argument"%', 'a limit is no feature'
);
select throws_like(
    $$ select admin.publish_plan_version('starter', 'New', limits => '{"plants": -1}') $$,
    '%"invalid_argument"%', 'nor less than nothing'
);
select is(
    admin.publish_plan_version('starter', 'Nothing new') ->> 'version', '1',
    'what does not differ is no new version'
);
select
    admin.publish_plan_version(
        'starter', 'Dearer, and without plants',
        '[{"cycle": "monthly", "unit_amount_cents": 5900}]', limits => '{"plants": 0}'
    ) ->> 'plan_version_id' as new
\gset
select is(
    admin.publish_plan_version(
        'starter', 'Asked twice',
        '[{"cycle": "monthly", "unit_amount_cents": 5900}]', limits => '{"plants": 0}'
    ) ->> 'plan_version_id',
    :'new', 'the same again is what there is'
);
select results_eq(
    $$
    select v.version, v.is_current, v.reason from admin.plan_versions as v
    where v.plan_code = 'starter' order by v.version
    $$,
    $$ values (1, false, null), (2, true, 'Dearer, and without plants') $$,
    'the staff see both, and why'
);
select tests.act_as(:'owner', :'acme');
select results_eq(
    $$
    select p.prices -> 0 ->> 'unit_amount_cents', p.limits ->> 'plants', p.limits ->> 'users'
    from api.plans as p where p.code = 'starter'
    $$,
    $$ values ('5900', '0', '3') $$,
    'the new one is for sale'
);
select is(
    (select s.mrr_cents from api.subscription as s), 4900::bigint, 'who has the old one keeps it'
);
select tests.reset_role();
select is(
    (select p.lookup_key from catalog.prices as p where p.plan_version_id = :'new'),
    'starter_monthly_v2', 'its price has a name of its own at Stripe'
);
select throws_like(
    format($$ delete from catalog.plan_features where plan_version_id = %L $$, :'new'),
    '%"published_immutable"%', 'and from now on it does not change'
);
select throws_like(
    format($$ select billing.price_for_checkout(%L, 'starter', 'monthly') $$, :'third'),
    '%"price_not_linked"%', 'it is bought when Stripe knows its price'
);

-- The dry run
select tests.act_as_staff();
select admin.migrate_subscriptions(:'old', :'new', 'See') as preview \gset
select is(
    :'preview'::json ->> 'organizations', '2', 'two would move'
);
select is(
    :'preview'::jsonb -> 'mrr',
    -- (4900 + 2500) / 2 + 7400 before; 1000 more each, half of it for who has a discount
    '[{"currency": "usd", "mrr_cents_before": 11100, "mrr_cents_after": 12600}]'::jsonb,
    'and bring more'
);
select is(
    :'preview'::jsonb -> 'limits_broken',
    '[{"feature_code": "plants", "organizations": 1, "excess": 1}]'::jsonb,
    'one would exceed a limit: two plants, one of them bought'
);
select is(
    :'preview'::jsonb -> 'refused',
    '{"price_not_linked": 1, "cancellation_scheduled": 1}'::jsonb, 'two would stay'
);
select is(
    (
        select d.detail -> 'limits_broken' -> 0 ->> 'excess'
        from jsonb_array_elements(:'preview'::jsonb -> 'details') as d (detail)
        where d.detail ->> 'name' = 'rival'
    ),
    '1', 'one by one, too'
);
select is_empty($$ select 1 from admin.subscription_migrations $$, 'nothing was done');
select throws_like(
    format($$ select admin.migrate_subscriptions(%L, %L, 'Same') $$, :'new', :'new'),
    '%"invalid_argument"%', 'nobody moves to where they are'
);

-- In batches of three, of four
select results_eq(
    format(
        $$
        select
            (m.r ->> 'queued')::int,
            (m.r ->> 'scheduled')::int + (m.r ->> 'refused')::int
        from admin.migrate_subscriptions(%L, %L, 'Dearer', false, 3) as m (r)
        $$,
        :'old', :'new'
    ),
    $$ values (1, 3) $$,
    'a batch is dealt with, and the rest waits'
);
select tests.reset_role();
select is(
    billing.advance_migrations(null) + billing.advance_migrations(:'rival'), 1::bigint,
    'for the job'
);
select is(
    billing.advance_migrations(null) + billing.advance_migrations(:'rival'), 0::bigint, 'once'
);
select set_eq(
    $$ select i.name, i.status, i.refusal from tests.items as i $$,
    $$ values
    ('acme', 'refused', 'price_not_linked'), ('leaver', 'refused', 'cancellation_scheduled'),
    ('rival', 'scheduled', null), ('third', 'scheduled', null) $$,
    'who cannot move stays, with a reason'
);

-- Stripe comes to know the price
insert into catalog.stripe_prices (stripe_price_id, price_id)
select
    'price_starter_v2',
    p.id
from catalog.prices as p where p.plan_version_id = :'new';
select tests.act_as_staff();
select is(
    admin.migrate_subscriptions(:'old', :'new', 'Go on', false) ->> 'scheduled', '3',
    'asked again, the same migration goes on'
);
select tests.act_as(:'owner', :'acme');
select results_eq(
    $$ select p.plan_code, p.cycle, p.status from api.pending_change as p $$,
    $$ values ('starter', 'monthly', 'pending') $$,
    'the customer sees what is to come'
);
select tests.reset_role();
select is(
    (select count(*) from billing.migrations), 1::bigint, 'it is one migration'
);

-- The periods end
select util.advance_clock(:'rival', '2028-02-29 00:00+00');
select is(billing.renew_manual_subscriptions(:'rival'), 1::bigint, 'the contract renews');
select results_eq(
    format(
        $$
        select i.total_cents, v.version
        from billing.invoices as i
        inner join billing.subscriptions as s
            on i.organization_id = s.organization_id and i.subscription_id = s.id
        inner join catalog.plan_versions as v on s.plan_version_id = v.id
        where i.organization_id = %L
        order by i.number
        $$,
        :'rival'
    ),
    $$ values (3700::bigint, 2), (4200, 2) $$,
    'at the new price, half of it; nothing is prorated'
);
select is(billing.advance_migrations(:'rival'), 1::bigint, 'the migration sees it');
select is(
    (select i.status from tests.items as i where i.name = 'rival'), 'done', 'and notes it'
);
update billing.pending_changes set status = 'canceled', finished_at = util.now();
select is(billing.advance_migrations(null), 1::bigint, 'another takes it back');
select is(
    (select i.refusal from tests.items as i where i.name = 'acme'), 'change_canceled', 'which shows'
);
select is(
    (select m.finished_at from billing.migrations as m), null, 'one is still to come'
);
select util.advance_clock(null, util.now(null) + interval '40 days');
select is(
    billing.renew_manual_subscriptions(null) + billing.advance_migrations(null), 2::bigint,
    'its period ends, too'
);
select isnt(
    (select m.finished_at from billing.migrations as m), null, 'and with it the migration'
);

select * from finish();
rollback;
