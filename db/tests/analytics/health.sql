-- Health indicators: four customers of whom every figure can be worked out by hand.
begin;
\ir ../_helpers.sql
select plan(27);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset

-- alfa 100.00 a month, and 20.00 more from June on; beta leaves in May; gamma comes in April with
-- 50.00; delta, since 2025.
select
    billing.import_history(
        '{alfa, alfa, beta, gamma, delta}',
        '{10000, 2000, 10000, 5000, 10000}',
        'mrr_cents',
        '{2024-03-01, 2025-06-03, 2024-03-01, 2025-04-05, 2025-01-01}',
        array[null, null, '2025-05-10', null, null]::date[]
    );

create function pg_temp.state_during(customer_id text, status text, valid_during tstzrange)
returns void
language sql
as $$
    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access, currency,
        items, list_arr_cents, net_arr_cents, caused_by
    )
    select
        v.organization_id, v.subscription_id, state_during.valid_during, v.known_during,
        state_during.status, 'full', v.currency, v.items, v.list_arr_cents, v.net_arr_cents, 'evt'
    from billing.imported_customers as c
    inner join billing.subscription_versions as v on c.organization_id = v.organization_id
    where c.customer_id = state_during.customer_id
    order by lower(v.valid_during)
    limit 1
$$;

-- gamma tried it before; delta's card failed in June.
select pg_temp.state_during('gamma', 'trialing', '[2025-03-20,2025-04-05)');
update billing.subscription_versions as v
set valid_during = '[2025-01-01,2025-06-10)'
from billing.imported_customers as c
where v.organization_id = c.organization_id and c.customer_id = 'delta';
select pg_temp.state_during('delta', 'past_due', '[2025-06-10,2025-06-20)');
select pg_temp.state_during('delta', 'active', '[2025-06-20,)');

select (util.now() at time zone 'UTC')::date as today \gset
set local role analyst;

-- The figures -------------------------------------------------------------------------------------

select results_eq(
    $$ select code, value, state, month from analytics.health_indicators('2025-06-30') $$,
    $$
        values
        ('quick_ratio', 7000 / 10000.0, 'bad', '2025-06-01'::date),
        ('nrr', 12000 / 20000.0, 'bad', '2025-06-01'),
        ('grr', 10000 / 20000.0, 'bad', '2025-06-01'),
        ('gross_mrr_churn', 10000 / 90000.0, 'bad', '2025-06-01'),
        ('customer_churn', 1 / 10.0, 'bad', '2025-06-01'),
        ('arpa_growth', 9000 / 10000.0 - 1, 'bad', '2025-06-01'),
        ('trial_conversion', 1.0, 'good', '2025-06-01'),
        ('payment_failures', 1 / 3.0, 'bad', '2025-06-01'),
        ('ltv_cac', null, 'unknown', '2025-06-01'),
        ('payback_months', null, 'unknown', '2025-06-01')
    $$,
    'each is of the last complete month, or of the last three'
);
select results_eq(
    $$ select * from analytics.health_indicators('2025-07-14') where code <> 'trial_conversion' $$,
    $$ select * from analytics.health_indicators('2025-06-30') where code <> 'trial_conversion' $$,
    'the month under way changes nothing'
);
select results_eq(
    $$ select code, value from analytics.health_indicators('2025-05-31')
    where code in ('nrr', 'payment_failures') $$,
    $$ values ('nrr', 10000 / 20000.0), ('payment_failures', 0.0) $$,
    'nothing after as_of leaks in'
);
select results_eq(
    $$ select code, value, state from analytics.health_indicators('2024-04-15')
    where code in ('quick_ratio', 'customer_churn', 'nrr') $$,
    $$ values ('quick_ratio', null::numeric, 'unknown'), ('nrr', null, 'unknown'),
    ('customer_churn', null, 'unknown') $$,
    'what cannot be said is unknown, and neither good nor bad'
);
select is(
    (
        select count(*) from analytics.health_indicators('2025-06-30', currency => 'eur')
        where value is null and state = 'unknown' and code <> 'trial_conversion'
    ),
    9::bigint, 'nor can anything in a currency without revenue'
);
select is(
    (
        select count(*)
        from analytics.health_indicators('2025-06-30', '2020-01-01')
        where state = 'unknown'
    ),
    10::bigint, 'before anything was known nothing can be said'
);
select is_empty(
    $$ select from analytics.health_indicators() where definition = '' or source = '' $$,
    'each says what it is, and where its thresholds come from'
);
select results_eq(
    $$ select code from analytics.health_indicators() order by code $$,
    $$ select code from analytics.health_thresholds order by code $$,
    'each threshold is of an indicator'
);
select results_eq(
    $$ select currency, is_default, today from analytics.currencies $$,
    format($$ values ('usd', true, %L::date) $$, :'today'),
    'the book is in one currency'
);
select throws_ok(
    $$ update analytics.health_thresholds set good_from = 0 $$, '42501', null,
    'analysts decide nothing'
);

-- The thresholds ----------------------------------------------------------------------------------

select tests.act_as(:'owner', :'acme');
select throws_ok(
    $$ select admin.set_health_threshold('nrr', 0.6, 0.5, 'We are small') $$, '42501', null,
    'nor do customers'
);

select tests.act_as_staff();
select is(
    admin.set_health_threshold('nrr', 0.6, 0.5, ' We are small ') ->> 'good_from', '0.6',
    'the staff do'
);
select results_eq(
    $$ select state, source from analytics.health_indicators('2025-06-30') where code = 'nrr' $$,
    $$ values ('good', 'We are small') $$,
    'what is exactly as good as that is good, and the reason stands beside it'
);
select lives_ok(
    $$ select admin.set_health_threshold('nrr', 0.7, 0.6, 'We grow') $$, 'they think again'
);
select is(
    (select h.state from analytics.health_indicators('2025-06-30') as h where h.code = 'nrr'),
    'warn', 'what is exactly as bad as that is worth a look'
);
select lives_ok(
    $$ select admin.set_health_threshold('customer_churn', 0.1, 0.2, 'Small customers') $$,
    'less is better of a loss'
);
select is(
    (
        select h.state from analytics.health_indicators('2025-06-30') as h
        where h.code = 'customer_churn'
    ),
    'good', 'and as much as that is good'
);
select lives_ok(
    $$ select admin.set_health_threshold('customer_churn', 0.05, 0.1, 'Small customers') $$,
    'or'
);
select is(
    (
        select h.state from analytics.health_indicators('2025-06-30') as h
        where h.code = 'customer_churn'
    ),
    'warn', 'worth a look'
);
select throws_like(
    $$ select admin.set_health_threshold('customer_churn', 0.05, 0.01, 'Upside down') $$,
    '%invalid_argument%', 'of a loss, less is not worse'
);
select throws_like(
    $$ select admin.set_health_threshold('nrr', 1, 1.1, 'Upside down') $$,
    '%invalid_argument%', 'nor is more of anything else'
);
select throws_like(
    $$ select admin.set_health_threshold('nrr', null, 1, 'Nothing') $$,
    '%invalid_argument%', 'both are said'
);
select throws_like(
    $$ select admin.set_health_threshold('luck', 1, 0, 'We need some') $$,
    '%indicator_not_found%', 'and of something that there is'
);
select tests.reset_role();
select is(
    (
        select array_agg(e.reason order by e.id) from audit.entries as e
        where e.subject_kind = 'analytics.health_thresholds'
    ),
    array['We are small', 'We grow', 'Small customers', 'Small customers'],
    'each change is recorded with its reason'
);

-- Currencies --------------------------------------------------------------------------------------

update billing.subscription_versions as v
set currency = 'eur'
from billing.imported_customers as c
where v.organization_id = c.organization_id and c.customer_id = 'alfa';
set local role analyst;
select results_eq(
    $$ select currency, is_default from analytics.currencies order by currency $$,
    $$ values ('eur', false), ('usd', true) $$,
    'what is paid in another currency can be asked for'
);
select results_eq(
    $$ select code, value from analytics.health_indicators('2025-06-30', currency => 'eur')
    where code in ('nrr', 'payment_failures') $$,
    $$ values ('nrr', 1.2), ('payment_failures', 0.0) $$,
    'and by itself'
);
reset role;
update identity.organizations as o
set is_sandbox = true
from billing.imported_customers as c
where o.id = c.organization_id and c.customer_id = 'delta';
set local role analyst;
select is(
    (
        select h.value from analytics.health_indicators('2025-06-30') as h
        where h.code = 'payment_failures'
    ),
    0.0, 'what fails in a sandbox is nobody''s failure'
);

select * from finish();
rollback;
