-- A sales-led subscription is revenue as any other, also where it is told late: totals know it.
begin;
\ir ../_helpers.sql
select plan(7);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset

create function pg_temp.differing()
returns setof text
language plpgsql
set search_path = tests
as $$
declare
    v_now timestamptz := util.now();
    v_today date := (v_now at time zone 'UTC')::date;
    v_as_of date;
    v_grain text;
begin
    foreach v_as_of in array array[v_today, date_trunc('month', v_today)::date - 1] loop
        foreach v_grain in array '{month,day}'::text[] loop
            if exists (
                (
                    select p from analytics.total_periods(v_grain, v_as_of, v_now, 'usd') as p
                    where (p.change_n, p.kept_arr, p.held_arr, p.then_arr) <> (0, 0, 0, 0)
                    except
                    select p from analytics.sum_periods(v_grain, v_as_of, v_now, 'usd') as p
                )
                union all
                (
                    select p from analytics.sum_periods(v_grain, v_as_of, v_now, 'usd') as p
                    where (p.change_n, p.kept_arr, p.held_arr, p.then_arr) <> (0, 0, 0, 0)
                    except
                    select p from analytics.total_periods(v_grain, v_as_of, v_now, 'usd') as p
                )
            ) then
                return next format('%s by %s', v_as_of, v_grain);
            end if;
        end loop;
    end loop;
end
$$;
create view tests.revenue as
select
    d.days,
    coalesce(sum(m.mrr), 0) as mrr
from (values (0), (30), (100)) as d (days)
left join lateral analytics.mrr_at(util.now() - make_interval(days => d.days)) as m on true
group by d.days;

select billing.start_contract(
    :'acme', 'professional', 'annual', '{"users": 2}', 30, null, '{"percent_off": 10}', 1900,
    util.now() - interval '90 days', 'Signed'
) \gset
-- All that has been for two hours; the totals are an hour old.
update billing.subscription_versions
set known_during = tstzrange(util.now() - interval '2 hours', null);
select analytics.rebuild_totals(
    'usd', (util.now() at time zone 'UTC')::date, util.now() - interval '1 hour'
);
select set_eq(
    $$ select r.days, r.mrr from tests.revenue as r $$,
    -- (214900 + 2 * 6000) * 90 % / 12, without tax
    $$ values (0, 17017.5), (30, 17017.5), (100, 0) $$,
    'a year''s contract is revenue from its start on, a twelfth each month'
);
select isnt_empty(
    $$
    select
    from analytics.totals_basis(
        'month', (util.now() at time zone 'UTC')::date, util.now(), 'usd'
    )
    $$,
    'the totals answer'
);
select is_empty($$ select * from pg_temp.differing() $$, 'and say what the ledger says');

-- Told later: another that began long ago, and more of the first
select billing.start_contract(
    :'rival', 'starter', 'monthly', '{}', 0, null, null, 0, util.now() - interval '60 days', 'Late'
) \gset
select billing.change_contract(:'acme', 'enterprise', null, '{}', false, 'They grow') \gset
select set_eq(
    $$ select r.days, r.mrr from tests.revenue as r $$,
    $$ values (0, 85817.5), (30, 21917.5), (100, 0) $$,
    'what is told late was revenue all the time'
);
select is(
    (
        select sum(m.mrr)
        from analytics.mrr_at(
            util.now() - interval '30 days', util.now() - interval '1 hour'
        ) as m
    ),
    17017.5, 'though nobody knew it then'
);
select is_empty($$ select * from pg_temp.differing() $$, 'the totals, an hour old, know it');

select billing.cancel_contract(:'acme', false, 'They left') \gset
select is_empty($$ select * from pg_temp.differing() $$, 'and that they left');

select * from finish();
rollback;
