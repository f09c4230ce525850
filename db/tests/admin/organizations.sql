-- What the staff see of the customers: organizations, users, subscriptions and invoices.
begin;
\ir ../_helpers.sql
select plan(14);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select billing.start_trial(:'acme', :'owner');

insert into billing.subscriptions (
    organization_id, source, is_primary, status, access, stripe_status, stripe_subscription_id,
    plan_version_id, cycle, currency, list_arr_cents, net_arr_cents, started_at, created_at
)
select
    :'rival',
    'stripe',
    true,
    'active',
    'full',
    'active',
    'sub_rival',
    v.id,
    'annual',
    'usd',
    52900,
    52900,
    util.now(),
    util.now()
from catalog.plan_versions as v where v.plan_code = 'starter';
insert into billing.subscriptions (
    organization_id, source, status, access, started_at, ended_at, created_at
)
values (:'rival', 'trial', 'canceled', 'read_only', util.now(), util.now(), util.now());
insert into billing.invoices (
    organization_id,
    number,
    status,
    currency,
    subtotal_cents,
    discount_cents,
    tax_cents,
    total_cents,
    amount_due_cents, amount_paid_cents, amount_remaining_cents, created_at
)
values (:'rival', 'rival-1', 'open', 'usd', 52900, 0, 0, 52900, 52900, 0, 52900, util.now());

select tests.act_as_staff();
select results_eq(
    format(
        $$
        select name, status, plan_code, cycle, mrr_cents, members, trial_ends_at is not null
        from admin.organizations where id in (%L, %L) order by name
        $$,
        :'acme', :'rival'
    ),
    $$
    values
    ('acme', 'trialing', 'professional', null, 0::bigint, 2::bigint, true),
    ('rival', 'active', 'starter', 'annual', 4408, 1, false)
    $$,
    'the staff see every organization, each once, with what it has'
);
select results_eq(
    format(
        'select status from admin.subscriptions where organization_id = %L order by status',
        :'rival'
    ),
    array['active', 'canceled'],
    'and every subscription, ended ones too'
);
select results_eq(
    format('select number, total_cents from admin.invoices where organization_id = %L', :'rival'),
    $$ values ('rival-1', 52900::bigint) $$,
    'and every invoice'
);
select results_eq(
    format('select kind, organizations from admin.users where id = %L', :'member'),
    $$ values ('customer', 1::bigint) $$,
    'and everybody who can sign in'
);
select is_empty(
    $$
    select column_name::text from information_schema.columns
    where table_schema = 'admin' and column_name ~ '(password|secret|token|hash|body|data|result_url)'
    $$,
    'but nothing that opens a door'
);
select throws_ok(
    $$ select password_hash from identity.users $$, '42501', null,
    'not even by another way'
);
select throws_ok(
    $$ delete from admin.invoices $$, '42501', null, 'and they write nothing here'
);

select tests.act_as(:'owner', :'acme');
select throws_ok(
    $$ select 1 from admin.organizations $$, '42501', null, 'customers see none of it'
);
select throws_ok($$ select 1 from admin.users $$, '42501', null, 'no people');
select throws_ok($$ select 1 from admin.emails $$, '42501', null, 'no letters');
select throws_ok($$ select 1 from admin.stripe_events $$, '42501', null, 'no events');
select throws_ok($$ select 1 from admin.stripe_commands $$, '42501', null, 'no commands');
select throws_ok($$ select 1 from admin.subscriptions $$, '42501', null, 'no subscriptions');
select tests.act_as_anon();
select throws_ok($$ select 1 from admin.invoices $$, '42501', null, 'visitors neither');

select * from finish();
rollback;
