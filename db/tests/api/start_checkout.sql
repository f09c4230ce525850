begin;
\ir ../_helpers.sql
select plan(27);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'billing') as billing \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select billing.start_trial(:'acme', :'owner');
select billing.start_trial(:'rival', :'rival_owner');

select tests.act_as_anon();
select throws_ok(
    $$ select api.start_checkout('starter', 'monthly') $$,
    '42501', null,
    'a visitor cannot check out'
);
select tests.act_as(:'member', :'acme');
select throws_like(
    $$ select api.start_checkout('starter', 'monthly') $$,
    '%"role_required"%',
    'nor can a plain member'
);

select tests.act_as(:'billing', :'acme');
select throws_like(
    $$ select api.start_checkout('starter', 'monthly') $$,
    '%"price_not_linked"%',
    'a price that Stripe does not know cannot be sold'
);

select tests.reset_role();
select catalog.link_stripe_price(l.lookup_key, 'price_' || l.lookup_key, 'prod_' || l.product_code)
from catalog.stripe_price_list() as l;

select tests.act_as(:'billing', :'acme');
select throws_like(
    $$ select api.start_checkout('golden', 'monthly') $$,
    '%"invalid_argument"%golden%',
    'there is no such plan'
);
select throws_like(
    $$ select api.start_checkout('starter', 'weekly') $$,
    '%"invalid_argument"%weekly%',
    'nor such a cycle'
);
select throws_like(
    $$ select api.start_checkout(null, null) $$, '%"invalid_argument"%', 'nor nothing at all'
);

select api.start_checkout('starter', 'monthly') as answer \gset
select (:'answer'::json ->> 'id')::uuid as monthly \gset
select is(
    :'answer'::jsonb - 'id',
    '{
        "kind": "checkout_session.create", "status": "queued", "result_url": null, "error": null
    }'::jsonb,
    'who may manage billing gets a command to poll'
);
select is(current_setting('response.status'), '202', 'with 202: it is not done yet');
select results_eq(
    $$ select kind, status from api.commands order by kind $$,
    $$ values ('checkout_session.create', 'queued'), ('customer.create', 'queued') $$,
    'the customer is created first'
);
select results_eq(
    $$ select id, plan_code, cycle, status, url from api.checkout_sessions $$,
    format($$ values (%L::uuid, 'starter', 'monthly', 'pending', null::text) $$, :'monthly'),
    'the visit is pending, under the id of its command'
);
select is(
    (api.start_checkout('starter', 'monthly') ->> 'id')::uuid, :'monthly'::uuid,
    'a second click is the same command'
);
select is((select count(*) from api.commands), 2::bigint, 'and asks Stripe for nothing more');

select (api.start_checkout('starter', 'annual') ->> 'id')::uuid as annual \gset
select isnt(:'annual'::uuid, :'monthly'::uuid, 'another cycle is another visit');
select results_eq(
    $$ select kind, count(*) from api.commands group by kind order by kind $$,
    $$
    values
    ('checkout_session.create', 2::bigint), ('checkout_session.expire', 1), ('customer.create', 1)
    $$,
    'the older page is expired, and the customer is not created twice'
);
select results_eq(
    $$
    select id, superseded_at is not null
    from api.checkout_sessions order by superseded_at nulls last
    $$,
    format($$ values (%L::uuid, true), (%L, false) $$, :'monthly', :'annual'),
    'one visit is left to use'
);
select isnt(
    (api.start_checkout('starter', 'annual', end_trial => true) ->> 'id')::uuid, :'annual'::uuid,
    'to give up the rest of the trial is another visit, too'
);
select isnt(
    (api.start_checkout('starter', 'monthly') ->> 'id')::uuid, :'monthly'::uuid,
    'what was replaced does not come back'
);

select tests.reset_role();
select is(
    (select t.tries from identity.throttles as t where t.key = 'stripe:' || :'acme'), 4,
    'each visit counts, and the second click does not'
);
update identity.throttles set tries = 120 where key = 'stripe:' || :'acme';
select tests.act_as(:'billing', :'acme');
select throws_like(
    $$ select api.start_checkout('starter', 'annual') $$,
    '%"code" : "too_many_tries"%',
    'after 120 within 15 minutes the next must wait'
);
select lives_ok(
    $$ select api.start_checkout('starter', 'monthly') $$, 'while the page that is there stays'
);
select throws_like(
    $$ select api.open_billing_portal() $$,
    '%"code" : "too_many_tries"%',
    'the portal counts together with it'
);
select tests.reset_role();
update identity.throttles set window_started_at = window_started_at - interval '15 minutes';

select tests.act_as(:'rival_owner', :'rival');
select is_empty(
    $$ select 1 from api.commands union all select 1 from api.checkout_sessions $$,
    'another tenant sees nothing of it'
);
select tests.act_as(:'member', :'acme');
select is_empty(
    $$ select 1 from api.commands union all select 1 from api.checkout_sessions $$,
    'nor does a plain member'
);

select tests.reset_role();
select throws_ok(
    format(
        $$
        insert into billing.checkout_sessions (organization_id, created_at)
        values (%L, util.now())
        $$,
        :'acme'
    ),
    '23505', null,
    'the database itself keeps an organization from two pages to pay on'
);
insert into billing.subscriptions (
    organization_id,
    source,
    status,
    access,
    stripe_status,
    stripe_subscription_id,
    started_at,
    created_at
)
values (:'acme', 'stripe', 'incomplete', 'full', 'incomplete', 'sub_1', util.now(), util.now());
select tests.act_as(:'owner', :'acme');
select lives_ok(
    $$ select api.start_checkout('starter', 'monthly') $$,
    'a first bill that was never paid does not bar another try'
);

select tests.reset_role();
update billing.subscriptions
set status = 'active', stripe_status = 'active'
where stripe_subscription_id = 'sub_1';
select tests.act_as(:'owner', :'acme');
select throws_like(
    $$ select api.start_checkout('starter', 'monthly') $$,
    '%"already_subscribed"%',
    'who is billed already is not billed twice'
);
select tests.act_as(:'rival_owner', :'rival');
select lives_ok(
    $$ select api.start_checkout('starter', 'monthly') $$,
    'which says nothing about another tenant'
);

select * from finish();
rollback;
