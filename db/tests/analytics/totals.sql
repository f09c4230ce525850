-- Totals answer what the ledger answers, whatever became known after they were refreshed.
begin;
\ir ../_helpers.sql
\ir _identities.sql
select plan(29);

select pg_temp.import_book(array[
    'ada,58800,2025-01-10,',
    'bob,120000,2025-02-20,2025-07-01',
    'cyd,238800,2025-03-05,',
    'dan,58800,2025-03-31,2025-05-15'
]);
-- All that has been for two hours; the totals are an hour old.
update billing.subscription_versions
set known_during = tstzrange(util.now() - interval '2 hours', null);
select analytics.rebuild_totals('usd', '2026-02-10', util.now() - interval '1 hour');

create function pg_temp.answers(known_at timestamptz)
returns setof text
language plpgsql
set search_path = tests
as $$
declare
    v_as_of date;
    v_grain text;
begin
    foreach v_as_of in array '{2026-02-10,2025-12-31,2025-06-30}'::date[] loop
        foreach v_grain in array '{month,day}'::text[] loop
            if exists (
                (
                    select p from analytics.total_periods(v_grain, v_as_of, known_at, 'usd') as p
                    where (p.change_n, p.kept_arr, p.held_arr, p.then_arr) <> (0, 0, 0, 0)
                    except
                    select p from analytics.sum_periods(v_grain, v_as_of, known_at, 'usd') as p
                )
                union all
                (
                    select p from analytics.sum_periods(v_grain, v_as_of, known_at, 'usd') as p
                    where (p.change_n, p.kept_arr, p.held_arr, p.then_arr) <> (0, 0, 0, 0)
                    except
                    select p from analytics.total_periods(v_grain, v_as_of, known_at, 'usd') as p
                )
            ) then
                return next format('%s by %s', v_as_of, v_grain);
            end if;
        end loop;
        if
            (
                select array_agg(t order by t.cohort_on, t.month_on)
                from analytics.total_cohorts(v_as_of, known_at, 'usd') as t
            )
            is distinct from (
                select array_agg(t order by t.cohort_on, t.month_on)
                from analytics.sum_cohorts(v_as_of, known_at, 'usd') as t
            )
            or (
                select array_agg(t order by t.month_on, t.reason)
                from analytics.total_departures(v_as_of, known_at, 'usd') as t
            )
            is distinct from (
                select array_agg(t order by t.month_on, t.reason)
                from analytics.sum_departures(v_as_of, known_at, 'usd') as t
            )
            or (
                select array_agg(t order by t.dimension, t.value)
                from analytics.total_breakdown(v_as_of, known_at, 'usd') as t
            )
            is distinct from (
                select array_agg(t order by t.dimension, t.value)
                from analytics.sum_breakdown(v_as_of, known_at, 'usd') as t
            )
        then
            return next format('%s by cohort, reason or what it consists of', v_as_of);
        end if;
    end loop;
end
$$;

select isnt_empty(
    $$ select from analytics.totals_basis('month', '2026-02-10', util.now(), 'usd') $$,
    'totals answer for the day of their refresh'
);
select isnt_empty(
    $$ select from analytics.totals_basis('month', '2025-06-30', util.now(), 'usd') $$,
    'and for the ends of earlier months'
);
select is_empty(
    $$ select from analytics.totals_basis('month', '2025-06-29', util.now(), 'usd') $$,
    'not within a month that they have closed'
);
select is_empty(
    $$ select from analytics.totals_basis('month', '2026-02-11', util.now(), 'usd') $$,
    'nor for a day after theirs'
);
select is_empty(
    $$ select from analytics.totals_basis('month', '2026-02-10', util.now(), 'eur') $$,
    'nor in another currency'
);
select is_empty(
    'select * from pg_temp.answers(util.now())', 'while nothing was learned they are the ledger'
);
select is(
    (select f.changed_customers from analytics.freshness as f),
    0::bigint,
    'and are said to be fresh'
);

-- Now it is learned that bob left in May, and that dan never was a customer.
create temporary table learned as
select
    v.organization_id,
    v.id,
    c.customer_id
from billing.subscription_versions as v
inner join billing.imported_customers as c on v.organization_id = c.organization_id
where c.customer_id in ('bob', 'dan') and upper_inf(v.known_during);

update billing.subscription_versions as v
set known_during = tstzrange(lower(v.known_during), util.now())
from learned as l
where v.organization_id = l.organization_id and v.id = l.id;

insert into billing.subscription_versions (
    organization_id, subscription_id, valid_during, known_during, status, access, currency,
    list_arr_cents, net_arr_cents, caused_by
)
select
    v.organization_id,
    v.subscription_id,
    tstzrange('2025-02-20 00:00+00', '2025-05-10 00:00+00'),
    tstzrange(util.now(), null),
    v.status,
    v.access,
    v.currency,
    v.list_arr_cents,
    v.net_arr_cents,
    'correction'
from billing.subscription_versions as v
inner join learned as l on v.organization_id = l.organization_id and v.id = l.id
where l.customer_id = 'bob' and v.status = 'active';

select is_empty(
    'select * from pg_temp.answers(util.now())', 'a correction of the past is in every answer'
);
select is(
    (
        select m.churn_mrr from analytics.mrr_movements(as_of => '2025-12-31') as m
        where m.month = '2025-05-01'
    ),
    10000.0,
    'bob is lost in May'
);
select is(
    (
        select m.churn_mrr
        from
            analytics.mrr_movements(
                as_of => '2025-12-31', known_at => util.now() - interval '1 hour'
            ) as m
        where m.month = '2025-05-01'
    ),
    4900.0,
    'as known before it was dan'
);
select is_empty(
    $$ select * from pg_temp.answers(util.now() - interval '30 minutes') $$,
    'what was known before stays as it was'
);
select is(
    (select f.changed_customers from analytics.freshness as f),
    2::bigint,
    'two customers are said to have changed'
);

-- And that ada, who has stayed for a year, always paid more.
update billing.subscription_versions as v
set known_during = tstzrange(lower(v.known_during), util.now())
from billing.imported_customers as c
where v.organization_id = c.organization_id and c.customer_id = 'ada';
insert into billing.subscription_versions (
    organization_id, subscription_id, valid_during, known_during, status, access, currency,
    list_arr_cents, net_arr_cents, caused_by
)
select
    v.organization_id,
    v.subscription_id,
    v.valid_during,
    tstzrange(util.now(), null),
    v.status,
    v.access,
    v.currency,
    70800,
    70800,
    'correction'
from billing.subscription_versions as v
inner join billing.imported_customers as c on v.organization_id = c.organization_id
where c.customer_id = 'ada';

select is_empty(
    'select * from pg_temp.answers(util.now())', 'and so is what somebody pays today'
);

-- Only those three are computed anew, and the totals are as if everybody had been.
select cmp_ok(
    analytics.correct_totals('usd', util.now()), '>', 0::bigint, 'who changed is corrected'
);
select is(
    (select f.changed_customers from analytics.freshness as f), 0::bigint,
    'the totals are as known later'
);
create temporary view kept_totals as
select t::text as line
from analytics.period_totals as t
where (t.change_n, t.kept_arr, t.held_arr, t.then_arr) <> (0, 0, 0, 0)
union all
select t::text
from analytics.cohort_totals as t
where t.change_n <> 0
union all
select t::text
from analytics.departure_totals as t
where t.customer_n <> 0
union all
select t::text
from analytics.breakdown_totals as t
where t.contract_n <> 0;
create temporary table corrected as
select k.* from kept_totals as k;
select analytics.rebuild_totals('usd', '2026-02-10', util.now());
select bag_eq(
    'select line from corrected',
    'select line from kept_totals',
    'they are those that are computed from the whole history'
);

-- The job: notes an instant, and refreshes as known at it once nobody can add to that.
delete from analytics.refreshes;
select is(analytics.refresh_totals(), 0::bigint, 'a first run only notes the instant');
select cmp_ok(analytics.refresh_totals(), '>', 0::bigint, 'a second one refreshes');
select is(analytics.refresh_totals(), 0::bigint, 'a third finds nothing that was learned since');

-- A mark that nobody's history explains: whoever computes everything anew removes it.
select analytics.rebuild_totals(
    'usd', (util.now() at time zone 'UTC')::date, util.now() - interval '1 hour'
);
update analytics.period_totals set new_n = new_n + 100;
select cmp_ok(analytics.refresh_totals(), '>', 0::bigint, 'what was learned is refreshed');
select cmp_ok(
    (select max(t.new_n) from analytics.period_totals as t), '>=', 100::bigint,
    'without computing everybody anew'
);
update analytics.refreshes set through_on = through_on - 1;
select analytics.refresh_totals();
select cmp_ok(
    (select max(t.new_n) from analytics.period_totals as t), '<', 100::bigint,
    'as is done once a day'
);

-- A deploy makes the functions anew, maybe others: what the former ones made is not used.
update analytics.refreshes set made_by = made_by::bigint - 1;
select is_empty(
    $$
    select from analytics.totals_basis(
        'month', (util.now() at time zone 'UTC')::date, util.now(), 'usd'
    )
    $$,
    'what other functions made is not used'
);
select cmp_ok(analytics.refresh_totals(), '>', 0::bigint, 'but made again by the next run');
select isnt_empty(
    $$
    select from analytics.totals_basis(
        'month', (util.now() at time zone 'UTC')::date, util.now(), 'usd'
    )
    $$,
    'and used again'
);

-- What was simulated is kept beside all that it was simulated from.
create temporary table kept as
select b.* from analytics.forecast_bands(12) as b;
create temporary table projections as table analytics.projections;
delete from analytics.projections;
select set_eq(
    'select * from analytics.forecast_bands(12)',
    'select * from kept',
    'a forecast is the same whether it was kept or is simulated'
);
update projections set mrr = 1;
insert into analytics.projections select p.* from projections as p;
select is(
    (select array_agg(distinct b.mrr) from analytics.forecast_bands(12) as b),
    '{1}'::numeric[],
    'what was kept is not simulated again'
);
select isnt(
    (select min(b.mrr) from analytics.forecast_bands(12, '2026-01-31') as b),
    1::numeric,
    'as of an earlier month it is'
);
update billing.subscription_versions as v
set net_arr_cents = v.net_arr_cents - 12
from billing.imported_customers as c
where
    v.organization_id = c.organization_id and c.customer_id = 'ada'
    and upper_inf(v.known_during);
delete from analytics.refreshes;
select isnt(
    (select min(b.mrr) from analytics.forecast_bands(12) as b),
    1::numeric,
    'and when anything of those months is known otherwise, a cent a month'
);

select * from finish();
rollback;
