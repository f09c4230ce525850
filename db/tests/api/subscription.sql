-- What an organization has bought, and was: subscription and subscription_history.
begin;
\ir ../_helpers.sql
select plan(18);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select tests.create_organization('newcomer') as newcomer \gset
select tests.create_member(:'newcomer', 'owner') as newcomer_owner \gset

select v.id as professional from catalog.plan_versions as v where v.plan_code = 'professional' \gset
insert into billing.subscriptions (
    organization_id, source, is_primary, status, access, stripe_status, stripe_subscription_id,
    plan_version_id, cycle, currency, list_arr_cents, net_arr_cents,
    started_at, ended_at, current_period_start, current_period_end, created_at
)
values
(
    :'acme',
    'stripe',
    true,
    'active',
    'full',
    'active',
    'sub_now',
    :'professional',
    'annual',
    'usd',
    214900 + 6000,
    214900 + 6000,
    util.now(),
    null,
    util.now(),
    util.now() + interval '1 year',
    util.now()
),
(
    :'acme',
    'stripe',
    false,
    'canceled',
    'read_only',
    'canceled',
    'sub_then',
    :'professional',
    'monthly',
    'usd',
    0,
    0,
    util.now() - interval '1 year',
    util.now(),
    null,
    null,
    util.now() - interval '1 year'
),
(
    :'rival', 'stripe', false, 'canceled', 'read_only', 'canceled', 'sub_rival', :'professional',
    'monthly',
    'usd',
    0,
    0,
    util.now() - interval '1 year',
    util.now() - interval '1 day',
    null,
    null,
    util.now() - interval '1 year'
),
(
    :'rival', 'stripe', false, 'canceled', 'read_only', 'canceled', 'sub_older', :'professional',
    'annual',
    'usd',
    0,
    0,
    util.now() - interval '2 years',
    util.now() - interval '1 year',
    null,
    null,
    util.now() - interval '2 years'
);
select s.id as now from billing.subscriptions as s where s.stripe_subscription_id = 'sub_now' \gset
insert into billing.subscription_items (
    organization_id, subscription_id, position, price_id, quantity, unit_amount_cents, currency
)
select
    :'acme',
    :'now',
    row_number() over (order by p.lookup_key desc),
    p.id,
    1,
    p.unit_amount_cents,
    'usd'
from catalog.prices as p
where p.lookup_key in ('professional_annual', 'addon_users_annual');
insert into billing.subscription_versions (
    organization_id, subscription_id, valid_during, known_during, status, access,
    plan_version_id, cycle, currency, items, list_arr_cents, net_arr_cents, caused_by
)
select
    :'acme',
    :'now',
    v.valid_during,
    v.known_during,
    v.status,
    'full',
    :'professional',
    'annual',
    'usd',
    '[
        {"kind": "plan", "code": "professional", "quantity": 1},
        {"kind": "add_on", "code": "users", "quantity": 2}
    ]',
    v.list_arr,
    v.net_arr,
    'evt'
from (
    values
    ('[2026-01-01,2026-02-01)'::tstzrange, '[2026-01-01,)'::tstzrange, 'trialing', 120000, 120000),
    ('[2026-02-01,)', '[2026-02-01,2026-03-01)', 'active', 120000, 120000),
    ('[2026-02-01,)', '[2026-03-01,)', 'active', 214900, 214900)
) as v (valid_during, known_during, status, list_arr, net_arr);

select tests.act_as(:'member', :'acme');
select results_eq(
    $$ select status, access, plan_code, cycle, currency, mrr_cents from api.subscription $$,
    $$ values ('active', 'full', 'professional', 'annual', 'usd', 18408::bigint) $$,
    'a plain member sees what the organization has, an annual price by the month'
);
select is(
    (select s.add_ons from api.subscription as s), '{"users": 1}'::jsonb, 'with its add-ons'
);
select results_eq(
    $$ select trial_ends_at, trial_days_left, cancel_at, resumes_at from api.subscription $$,
    $$ values (null::timestamptz, null::integer, null::timestamptz, null::timestamptz) $$,
    'outside a trial no days are left'
);
select is(
    (select s.allowed_commands from api.subscription as s),
    '{apply_coupon,cancel_subscription,change_plan,pause_subscription,set_add_on}'::text[],
    'and what may be done with it: it can be left, but not bought again'
);
select is(
    (select count(*) from api.subscription), 1::bigint,
    'it is one row: what ended before is history'
);
select results_eq(
    $$
    select valid_from, valid_until, status, mrr_cents, plan_code
    from api.subscription_history
    order by valid_from
    $$,
    $$
    values
    ('2026-01-01'::timestamptz, '2026-02-01'::timestamptz, 'trialing', 0::bigint, 'professional'),
    ('2026-02-01', null, 'active', 17908, 'professional')
    $$,
    'the history is told as it is known today; a trial earns nothing'
);
select is(
    (select h.add_ons from api.subscription_history as h where h.valid_until is null),
    '{"users": 2}'::jsonb,
    'with the add-ons of its time'
);
select throws_ok(
    $$ select 1 from billing.subscriptions $$, '42501', null, 'the tables are out of reach'
);
select throws_ok(
    $$ delete from api.subscription_history $$, '55000', null, 'nothing can be deleted'
);

select tests.act_as(:'rival_owner', :'rival');
select results_eq(
    $$ select status, access, cycle from api.subscription $$,
    $$ values ('canceled', 'read_only', 'monthly') $$,
    'where none lives, the one that ended last is shown'
);
select is_empty(
    $$ select 1 from api.subscription_history $$, 'another tenant''s history is not'
);
select is(
    (select s.allowed_commands from api.subscription as s),
    '{reactivate,start_checkout}'::text[],
    'whose subscription has ended may have it again'
);

select tests.act_as(:'newcomer_owner', :'newcomer');
select is_empty($$ select 1 from api.subscription $$, 'who has none sees none');

select tests.act_as_anon();
select throws_ok($$ select 1 from api.subscription $$, '42501', null, 'visitors see nothing');

-- The organization's own clock --------------------------------------------------------------------

select tests.reset_role();
select billing.start_trial(:'newcomer', :'newcomer_owner');
update identity.organizations set is_sandbox = true where id = :'newcomer';
select util.advance_clock(:'newcomer', util.now(:'newcomer') + interval '12 days 1 hour');
select tests.act_as(:'newcomer_owner', :'newcomer');
select is(
    (select s.trial_days_left from api.subscription as s), 2, 'a begun day counts whole'
);
select is(
    (select s.allowed_commands from api.subscription as s),
    '{apply_coupon,start_checkout}'::text[],
    'a trial is free: it can be bought, not changed or left'
);
select tests.reset_role();
update billing.subscriptions
set cancel_at = current_period_end
where organization_id = :'acme' and is_primary;
select tests.act_as(:'member', :'acme');
select is(
    (select s.allowed_commands from api.subscription as s),
    '{apply_coupon,undo_cancellation}'::text[],
    'what is to end is kept with undo_cancellation, and not changed before'
);
select tests.reset_role();
select util.advance_clock(:'newcomer', util.now(:'newcomer') + interval '3 days');
select tests.act_as(:'newcomer_owner', :'newcomer');
select is(
    (select s.trial_days_left from api.subscription as s), 0, 'and none are left afterwards'
);

select * from finish();
rollback;
