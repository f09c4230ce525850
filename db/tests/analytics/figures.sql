-- Breakdowns, reasons, what is known when, unit economics, forecasts and what-ifs: a small business
-- of which every figure can be worked out by hand.
begin;
\ir ../_helpers.sql
select plan(72);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_organization('gone') as gone \gset
select tests.create_organization('trying') as trying \gset
select tests.create_organization('sandbox') as sandbox \gset
update identity.organizations set is_sandbox = true where id = :'sandbox';

select id as starter from catalog.plan_versions where plan_code = 'starter' \gset
select id as professional from catalog.plan_versions where plan_code = 'professional' \gset

insert into billing.subscriptions (organization_id, source, status, access, started_at, created_at)
select
    o.id,
    'import',
    'active',
    'full',
    '2025-01-01',
    '2025-01-01'
from identity.organizations as o
where o.id in (:'acme', :'rival', :'gone', :'trying', :'sandbox');

create function pg_temp.version(
    organization_id uuid,
    valid_during tstzrange,
    status text,
    plan_code text,
    list_arr_cents bigint,
    net_arr_cents bigint,
    status_reason text default null,
    known_during tstzrange default '[2025-01-01,)',
    currency text default 'usd',
    cycle text default 'monthly'
)
returns void
language sql
as $$
    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access, status_reason,
        plan_version_id, cycle, currency, items, list_arr_cents, net_arr_cents, caused_by
    )
    select
        version.organization_id, s.id, version.valid_during, version.known_during, version.status,
        'full', version.status_reason, v.id, version.cycle, version.currency,
        jsonb_build_array(jsonb_build_object(
            'kind', 'plan', 'code', version.plan_code, 'quantity', 1,
            'list_arr_cents', version.list_arr_cents, 'net_arr_cents', version.net_arr_cents
        )),
        version.list_arr_cents, version.net_arr_cents, 'evt'
    from billing.subscriptions as s
    left join catalog.plan_versions as v on v.plan_code = version.plan_code
    where s.organization_id = version.organization_id
$$;

-- acme: a trial from 10 January, starter from the 20th, professional a tenth off from March on.
select pg_temp.version(:'acme', '[2025-01-10,2025-01-20)', 'trialing', 'professional', 0, 0);
select pg_temp.version(:'acme', '[2025-01-20,2025-03-01)', 'active', 'starter', 58800, 58800);
select pg_temp.version(:'acme', '[2025-03-01,)', 'active', 'professional', 238800, 214920);
-- rival: starter from February, leaves on 15 May, back on 5 July.
select pg_temp.version(:'rival', '[2025-02-01,2025-05-15)', 'active', 'starter', 58800, 58800);
select
    pg_temp.version(
        :'rival', '[2025-05-15,2025-07-05)', 'canceled', 'starter', 0, 0, 'cancellation_requested'
    );
select pg_temp.version(:'rival', '[2025-07-05,)', 'active', 'starter', 58800, 58800);
-- gone: annual from February, past due in April, suspended when dunning ends on 20 May.
select
    pg_temp.version(
        :'gone', '[2025-02-01,2025-04-10)', 'active', 'starter', 52900, 52900, cycle => 'annual'
    );
select
    pg_temp.version(
        :'gone', '[2025-04-10,2025-05-20)', 'past_due', 'starter', 52900, 52900, cycle => 'annual'
    );
select
    pg_temp.version(
        :'gone', '[2025-05-20,)', 'suspended', 'starter', 52900, 52900, 'dunning', cycle => 'annual'
    );
-- trying: a trial from 1 June without a price; the sandbox pays a fortune to nobody.
select
    pg_temp.version(
        :'trying',
        '[2025-06-01,)',
        'trialing',
        'professional',
        0,
        0,
        currency => null,
        cycle => null
    );
select pg_temp.version(:'sandbox', '[2025-01-01,)', 'active', 'enterprise', 99999900, 99999900);
update billing.subscriptions set cancel_at = '2025-08-01' where organization_id = :'acme';

set local role analyst;

-- The ledger --------------------------------------------------------------------------------------

select results_eq(
    format(
        $$ select day, kind, delta_arr, days_away from analytics.mrr_changes('2025-07-31')
        where organization_id = %L order by day $$, :'rival'
    ),
    $$
        values
        ('2025-02-01'::date, 'new', 58800::bigint, null::integer),
        ('2025-05-15', 'churn', -58800, null),
        ('2025-07-05', 'reactivation', 58800, 51)
    $$,
    'who comes back is a reactivation, after so many days'
);
select is_empty(
    format(
        'select 1 from analytics.mrr_changes(''2025-07-31'') where organization_id = %L', :'sandbox'
    ),
    'a sandbox is not in it'
);
select is_empty(
    $$ select 1 from analytics.mrr_changes('2025-07-31', currency => 'eur') $$,
    'nor anything in another currency'
);
select results_eq(
    $$
        select month, close_day, new_n, reactivation_n, churn_n, mrr_end
        from analytics.mrr_movements('2025-05-01', '2025-07-31', as_of => '2025-07-10')
    $$,
    $$
        values
        ('2025-05-01'::date, '2025-05-31'::date, 0::bigint, 0::bigint, 2::bigint, 17910::numeric),
        ('2025-06-01', '2025-06-30', 0, 0, 0, 17910),
        ('2025-07-01', '2025-07-10', 0, 1, 0, 22810)
    $$,
    'a series closes on as_of'
);
select results_eq(
    $$ select month, churn_n from analytics.mrr_movements(grain => 'week', as_of => '2025-05-20')
    where churn_n > 0 $$,
    $$ values ('2025-05-12'::date, 1::bigint), ('2025-05-19', 1) $$,
    'weeks begin on Mondays'
);
select results_eq(
    $$ select month, churn_n from analytics.mrr_movements(grain => 'day', as_of => '2025-05-20')
    where churn_n > 0 $$,
    $$ values ('2025-05-15'::date, 1::bigint), ('2025-05-20', 1) $$,
    'days are days'
);
select is(
    (
        select count(*)
        from analytics.mrr_movements('2024-11-15', '2025-02-28', as_of => '2025-07-10')
    ),
    4::bigint, 'months before the first have rows if they are asked for'
);
select is_empty(
    $$ select 1 from analytics.mrr_movements(currency => 'eur') $$,
    'without revenue there is nothing'
);
select throws_like(
    $$ select * from analytics.mrr_movements(grain => 'year') $$, '%invalid_argument%',
    'a year is no grain'
);

-- Who left, and why -------------------------------------------------------------------------------

select results_eq(
    $$ select month, churned, voluntary_n, involuntary_n, churn_mrr
    from analytics.churn('2025-05-01', '2025-05-31', '2025-06-30') $$,
    $$ values ('2025-05-01'::date, 2::bigint, 1::bigint, 1::bigint, (58800 + 52900) / 12.0) $$,
    'the end of dunning is involuntary, a cancellation is not'
);
select results_eq(
    $$ select month, reason, customers, mrr from analytics.cancellation_reasons('2025-06-30') $$,
    $$
        values
        ('2025-05-01'::date, 'cancellation_requested', 1::bigint, 4900::numeric),
        ('2025-05-01', 'dunning', 1, 52900 / 12.0)
    $$,
    'each has its reason'
);
select is(
    (
        select m.customers_end from analytics.mrr_movements(as_of => '2025-05-19') as m
        order by m.month desc limit 1
    ),
    2::bigint, 'past due counts until dunning ends'
);
select results_eq(
    $$
        select grr, nrr
        from analytics.revenue_retention('2025-03-01', '2025-03-31', '2025-06-30')
    $$,
    $$
        select grr, nrr
        from analytics.mrr_movements('2025-03-01', '2025-03-31', as_of => '2025-06-30')
    $$,
    'retention is that of the movements'
);

-- What it consists of -----------------------------------------------------------------------------

select results_eq(
    $$ select value, mrr, list_mrr, customers, arpa, trial_mrr, scheduled_churn_mrr
    from analytics.mrr_breakdown('2025-07-10') where dimension = 'tier' $$,
    $$
        values
        (
            'professional', 17910::numeric, 19900::numeric, 1::bigint, 17910::numeric,
            19900::numeric, 17910::numeric
        ),
        ('starter', 4900, 4900, 1, 4900, 0, 0)
    $$,
    'by tier: list beside net, a trial at its monthly price, and what is to end'
);
select results_eq(
    $$ select value, mrr from analytics.mrr_breakdown('2025-05-10') where dimension = 'cycle' $$,
    $$ values ('monthly', 22810::numeric), ('annual', 52900 / 12.0) $$,
    'by cycle'
);
select results_eq(
    $$ select value, customers from analytics.mrr_breakdown('2025-07-10')
    where dimension = 'plan_version' $$,
    $$ values ('professional v1', 1::bigint), ('starter v1', 1) $$,
    'by plan version'
);
select is(
    (
        select sum(b.scheduled_churn_mrr) from analytics.mrr_breakdown('2025-02-10') as b
        where b.dimension = 'tier'
    ),
    4900::numeric, 'a change of terms is no end; a known end is'
);

-- Trials ------------------------------------------------------------------------------------------

select results_eq(
    $$ select
        month, started, matured, converted_in_window_matured, rate_window, open_trials, avg_days
    from analytics.trial_conversion('2025-06-15') $$,
    $$
        values
        ('2025-01-01'::date, 1::bigint, 1::bigint, 1::bigint, 1::numeric, 0::bigint, 10::numeric),
        ('2025-06-01', 1, 0, 0, null, 1, null)
    $$,
    'only trials that had their time have a rate'
);

-- A range beside an earlier one -------------------------------------------------------------------

select results_eq(
    $$ select code, value, earlier, change
    from analytics.range_figures('2025-06-15', '2025-07-10', '2025-05-01', '2025-05-17')
    where topic = 'churn' and code not like '%_mrr_churn' $$,
    $$
        values
        ('customers_lost', 0::numeric, 1::numeric, -1::numeric),
        ('lost_by_choice', 0, 1, -1),
        ('lost_not_by_choice', 0, 0, 0),
        ('mrr_lost', 0, 4900, -4900),
        ('customer_churn', 0, 1 / 3.0, -1 / 3.0)
    $$,
    'each range as it stood on its last day: who left on the 20th had not left on the 17th'
);
select results_eq(
    $$ select code, value, earlier
    from analytics.range_figures('2025-05-01', '2025-07-10') where topic = 'churn' $$,
    $$
        values
        ('customers_lost', 2::numeric, null::numeric),
        ('lost_by_choice', 1, null),
        ('lost_not_by_choice', 1, null),
        ('mrr_lost', (58800 + 52900) / 12.0, null),
        ('customer_churn', 2 / 5.0, null),
        ('gross_mrr_churn', (58800 + 52900) / (214920.0 * 3 + 58800 + 52900), null),
        ('net_mrr_churn', (58800 + 52900) / (214920.0 * 3 + 58800 + 52900), null)
    $$,
    'over what was there at the start of each of three months; beside nothing there is nothing'
);
select results_eq(
    $$ select code, value, earlier
    from analytics.range_figures('2025-06-01', '2025-07-10', '2025-01-01', '2025-02-05')
    where topic = 'trials' $$,
    $$
        values
        ('trials', 1::numeric, 1::numeric),
        ('trials_matured', 1, 0),
        ('trials_converted', 0, 0),
        ('trial_conversion', 0, null),
        ('trials_paid', 0, 1),
        ('trials_paid_share', 0, 1),
        ('days_to_pay', null, 10)
    $$,
    'a trial of January had not had its time on 5 February, though it has today'
);
select results_eq(
    $$
        select reason, customers, share, mrr, earlier_customers, earlier_share, earlier_mrr
        from analytics.range_reasons('2025-05-10', '2025-05-31', '2025-05-01', '2025-05-17')
    $$,
    $$
        values
        (
            'cancellation_requested', 1::bigint, 0.5, 4900::numeric, 1::bigint, 1::numeric,
            4900::numeric
        ),
        ('dunning', 1, 0.5, 52900 / 12.0, 0, 0, 0)
    $$,
    'its reasons: what was none then is nothing'
);
select results_eq(
    $$ select reason, customers, earlier_customers, earlier_share, earlier_mrr
    from analytics.range_reasons('2025-05-01', '2025-05-17') $$,
    $$ values ('cancellation_requested', 1::bigint, null::bigint, null::numeric, null::numeric) $$,
    'without an earlier range it is unknown'
);
select is_empty(
    $$ select 1 from analytics.range_reasons('2025-06-01', '2025-07-10') $$,
    'before the range nobody counts'
);
select results_eq(
    $$
        select
            age, cohorts, customers, logo_retention, round(revenue_retention, 12),
            earlier_customers
        from analytics.range_cohorts('2025-01-20', '2025-05-31', '2025-01-01', '2025-02-28')
        where age in (0, 3)
    $$,
    $$
        values
        (0, 2::bigint, 3::bigint, 1::numeric, 1::numeric, 3::bigint),
        (3, 2, 3, 1 / 3.0, round(214920 / (58800.0 * 2 + 52900), 12), null)
    $$,
    'of cohorts together every customer weighs the same'
);
select results_eq(
    $$ select cohorts, customers, logo_retention, revenue_retention
    from analytics.range_cohorts('2025-01-01', '2025-05-30') where age = 3 $$,
    $$ values (1::bigint, 1::bigint, 1::numeric, 214920 / 58800.0) $$,
    'nobody has stayed for a month that is not over'
);

-- The customers behind a figure -------------------------------------------------------------------

select results_eq(
    $$ select organization_id, month, day, reason, is_voluntary, mrr
    from analytics.lost_customers('2025-05-20', '2025-06-30') $$,
    format(
        $$
            values
            (
                %L::uuid, '2025-05-01'::date, '2025-05-15'::date, 'cancellation_requested', true,
                4900::numeric
            ),
            (%L, '2025-05-01', '2025-05-20', 'dunning', false, 52900 / 12.0)
        $$, :'rival', :'gone'
    ),
    'who left, and why, the largest first'
);
select is_empty(
    $$ select 1 from analytics.lost_customers('2025-06-01', '2025-06-30') $$, 'from the month on'
);
select results_eq(
    $$ select organization_id, first_paid_on, first_mrr, mrr
    from analytics.cohort_customers('2025-02-01', 5, '2025-07-10') $$,
    format(
        $$
            values
            (%L::uuid, '2025-02-01'::date, 4900::numeric, 4900::numeric),
            (%L, '2025-02-01', 52900 / 12.0, 0)
        $$, :'rival', :'gone'
    ),
    'everybody who came together, also who is gone'
);
select results_eq(
    $$ select sum(mrr), count(*) filter (where mrr > 0)
    from analytics.cohort_customers('2025-02-14', 4) $$,
    $$ values (0::numeric, 0::bigint) $$,
    'at the close of that month, not of today'
);
select results_eq(
    $$ select sum(mrr) from analytics.cohort_customers('2025-02-01', 3, '2025-05-14') $$,
    $$ values ((58800 + 52900) / 12.0) $$,
    'or of as_of, if it is before'
);
select is_empty(
    $$
        select 1 from analytics.lost_customers(known_at => '2024-01-01')
        union all
        select 1 from analytics.cohort_customers('2025-02-01', 1, known_at => '2024-01-01')
        union all
        select 1 from analytics.range_cohorts(known_at => '2024-01-01')
        union all
        select 1 from analytics.range_reasons(known_at => '2024-01-01')
        union all
        select 1 from analytics.range_figures(known_at => '2024-01-01') where value > 0
        union all
        select 1 from analytics.lost_customers(currency => 'eur')
        union all
        select 1 from analytics.cohort_customers('2025-02-01', 1, currency => 'eur')
        union all
        select 1 from analytics.range_cohorts(currency => 'eur')
        union all
        select 1 from analytics.range_reasons(currency => 'eur')
        union all
        select 1 from analytics.range_figures(currency => 'eur')
        where value > 0 and topic <> 'trials'
    $$,
    'nothing was known then, and nothing is paid in another currency'
);

-- As of, and as known -----------------------------------------------------------------------------

reset role;
set local role unison_owner;
create temporary table closed as
select * from analytics.mrr_movements(as_of => '2025-06-30', known_at => '2025-07-01');
grant select on closed to analyst;
select is(
    (select c.mrr_end from closed as c where c.month = '2025-04-01'), 22810 + 52900 / 12.0,
    'April closed with three customers'
);
reset role;
set local role unison_owner;
-- On 1 August it became known that rival had paid for professional all April.
update billing.subscription_versions
set known_during = tstzrange('2025-01-01', '2025-08-01')
where organization_id = :'rival' and lower(valid_during) = '2025-02-01';
select
    pg_temp.version(
        :'rival', '[2025-02-01,2025-04-01)', 'active', 'starter', 58800, 58800,
        known_during => '[2025-08-01,)'
    );
select
    pg_temp.version(
        :'rival', '[2025-04-01,2025-05-01)', 'active', 'professional', 238800, 238800,
        known_during => '[2025-08-01,)'
    );
select
    pg_temp.version(
        :'rival', '[2025-05-01,2025-05-15)', 'active', 'starter', 58800, 58800,
        known_during => '[2025-08-01,)'
    );
set local role analyst;
select results_eq(
    $$ select * from analytics.mrr_movements(as_of => '2025-06-30', known_at => '2025-07-01') $$,
    $$ select * from closed order by month $$,
    'a correction leaves closed months as they were known'
);
select results_eq(
    $$
        select n.month, n.mrr_end - t.mrr_end
        from analytics.mrr_movements(as_of => '2025-06-30') as n
        inner join closed as t on n.month = t.month
        where n.mrr_end <> t.mrr_end
    $$,
    $$ values ('2025-04-01'::date, 15000::numeric) $$,
    'and changes what is known now by exactly its amount'
);
select is(
    (select m.mrr from analytics.mrr_at('2025-04-15', '2025-07-01') as m), 22810 + 52900 / 12.0,
    'at an instant as well: then'
);
select is(
    (select m.mrr from analytics.mrr_at('2025-04-15') as m), 37810 + 52900 / 12.0, 'and now'
);
select results_eq(
    $$ select * from analytics.cohort_retention('2025-03-31', '2025-07-01') $$,
    $$ select * from analytics.cohort_retention('2025-03-31') $$,
    'what was not corrected is the same'
);

select is(
    (
        select analytics.per_month(sum(e.arr))
        from analytics.explain_mrr('2025-04-15') as e
        where e.currency = 'usd'
    ),
    (select m.mrr from analytics.mrr_at('2025-04-15') as m),
    'what is behind everybody''s revenue adds up to it'
);

-- Unit economics ----------------------------------------------------------------------------------

select results_eq(
    $$ select month, ltv, spend, cac from analytics.unit_economics('2025-02-28') $$,
    $$ values
        ('2025-01-01'::date, null::numeric, null::numeric, null::numeric),
        ('2025-02-01', null, null, null) $$,
    'nothing lost and nothing spent: unknown, neither nothing nor without end'
);
select tests.act_as_staff();
select lives_ok(
    $$ select admin.set_acquisition_spend('2025-02-01', 1, 'fairs') $$,
    'the staff say what was spent'
);
select lives_ok(
    $$ select admin.set_acquisition_spend('2025-02-01', 60000, 'fairs') $$, 'and say it better'
);
select lives_ok(
    $$ select admin.set_acquisition_spend('2025-02-28', 40000, 'search') $$, 'for another channel'
);
select lives_ok(
    $$ select admin.set_acquisition_spend('2025-02-10', 77777, 'search', 'eur') $$,
    'or currency'
);
select throws_like(
    $$ select admin.set_acquisition_spend('2025-02-01', -1, 'fairs') $$, '%invalid_argument%',
    'less than nothing is refused'
);
select throws_like(
    $$ select admin.set_acquisition_spend('2025-02-01', 1, ' ') $$, '%invalid_argument%',
    'so is no channel'
);
select throws_like(
    $$ select admin.set_acquisition_spend('2025-02-01', 1, 'fairs', 'Dollars') $$,
    '%invalid_argument%', 'and what is no currency'
);
select throws_like(
    $$ select admin.set_acquisition_spend(null, 1, 'fairs') $$,
    '%invalid_argument%', 'and no day'
);
select results_eq(
    $$ select month, spend, new_customers, cac, round(payback_months, 6)
    from analytics.unit_economics('2025-02-28') where spend is not null $$,
    $$ values (
        '2025-02-01'::date, 100000::numeric, 2::bigint, 50000::numeric,
        round(50000 / ((4900 * 2 + 52900 / 12.0) / 3 * 0.8), 6)
    ) $$,
    'acquisition cost is the month''s spend over its new customers'
);

select results_eq(
    $$ select code, round(value, 6), earlier
    from analytics.range_figures('2025-01-01', '2025-03-17', '2024-11-01', '2025-01-17')
    where topic = 'economics' $$,
    $$
        values
        ('ltv', null::numeric, null::numeric),
        ('spend', 100000, null),
        ('new_customers', 3, 0),
        ('cac', 50000, null),
        ('ltv_cac', null, null),
        ('payback_months', round(50000 / ((4900 * 2 + 52900 / 12.0) / 3 * 0.8), 6), null)
    $$,
    'of a range by its complete months: who came where no spend is known was not won by it'
);

-- Forecasts ---------------------------------------------------------------------------------------

select throws_like(
    $$ select * from analytics.forecast(as_of => '2025-03-15') $$, '%history_too_short%',
    'two complete months are too few'
);
select throws_like(
    $$ select * from analytics.forecast(0) $$, '%invalid_argument%', 'no month is no forecast'
);
select results_eq(
    $$ select month, horizon, is_low_confidence from analytics.forecast(2, '2025-04-15') $$,
    $$ values ('2025-04-01'::date, 1, true), ('2025-05-01', 2, true) $$,
    'three are enough to try'
);
select tests.reset_role();
select cmp_ok(analytics.store_forecasts(), '>', 0::bigint, 'forecasts are kept');
select is(analytics.store_forecasts(), 0::bigint, 'once');
set local role analyst;
select isnt_empty(
    $$ select 1 from analytics.forecast_backtest() where error is not null $$,
    'and compared with what came'
);
select is_empty(
    $$
        select 1 from analytics.forecast_backtest()
        where month <> (origin + horizon * interval '1 month')::date
    $$,
    'so many months ahead'
);

-- What if -----------------------------------------------------------------------------------------

select results_eq(
    $$ select cycle, customers, mrr, mrr_after, change, total_mrr, total_mrr_after
    from analytics.what_if_price_change('professional', 10, at => '2025-07-10') $$,
    $$ values (
        'monthly', 1::bigint, 17910::numeric, 19701::numeric, 1791::numeric, 22810::numeric,
        24601::numeric
    ) $$,
    'a dearer plan'
);
select results_eq(
    $$
        select
            cycle, customers, paying_more, round(mrr, 6), round(mrr_after, 6),
            round(total_mrr_after, 6)
        from analytics.what_if_migration('starter', 'professional', at => '2025-05-10')
    $$,
    $$
        values
        ('annual', 1::bigint, 1::bigint, 4408.333333, 17908.333333, 55718.333333),
        ('monthly', 1, 1, 4900, 19900, 55718.333333)
    $$,
    'or another one, on copies'
);
-- Who may ask -------------------------------------------------------------------------------------

select is_empty(
    'select 1 from analytics.organizations where name is not null', 'analysts see no names'
);
select tests.reset_role();
select util.set_setting('analyst_sees_names', 'true');
set local role analyst;
select isnt_empty(
    'select 1 from analytics.organizations where name is not null', 'unless a setting lets them'
);
select is_empty(
    format('select 1 from analytics.organizations where organization_id = %L', :'sandbox'),
    'never of a sandbox'
);
select throws_ok(
    $$ select 1 from billing.subscription_facts $$, '42501', null, 'facts are out of reach'
);
select throws_ok(
    $$ select analytics.set_acquisition_spend('2025-02-01', 1, 'fairs', null) $$, '42501', null,
    'an analyst writes nothing'
);
select tests.act_as_staff();
select isnt_empty('select 1 from analytics.churn', 'the staff read');
select tests.act_as(:'owner', :'acme');
select throws_ok('select 1 from analytics.churn', '42501', null, 'customers do not');
select
    throws_ok(
        format('select 1 from analytics.%s', w.call), '42501', null, format('nor %s', w.call)
    )
from (
    values
    ('lost_customers()'), ('cohort_customers(''2025-02-01'')'), ('range_figures()'),
    ('range_reasons()'), ('range_cohorts()')
) as w (call);
select throws_ok(
    $$ select admin.set_acquisition_spend('2025-02-01', 1) $$, '42501', null, 'nor do they write'
);

select * from finish();
rollback;
