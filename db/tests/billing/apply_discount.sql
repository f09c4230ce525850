begin;
\ir ../_helpers.sql
select plan(7);

select is(
    billing.apply_discount('{58800}', '{t}', 20, null), '{47040}',
    'a percentage is taken off'
);
select is(
    billing.apply_discount('{100, 100, 100}', '{t, t, t}', null, 100), '{66, 67, 67}',
    'what rounding leaves goes to the largest, of equals to the first'
);
select is(
    billing.apply_discount('{50, 100, 30}', '{t, t, t}', null, 100), '{22, 45, 13}',
    'the parts always sum to the whole'
);
select is(
    billing.apply_discount('{100, 200}', '{f, t}', 50, null), '{100, 100}',
    'an item that is not covered keeps its price'
);
select is(
    billing.apply_discount('{100, 50}', '{t, t}', null, 1000), '{0, 0}',
    'nothing becomes negative'
);
select is(
    billing.apply_discount('{0}', '{t}', 50, null), '{0}',
    'nothing is taken off nothing'
);
select is_empty(
    $$
    select a.total, p.percent
    from generate_series(1, 60, 7) as a (total)
    cross join generate_series(1, 100, 9) as p (percent)
    cross join lateral billing.apply_discount(
        array[a.total, a.total * 2, a.total * 3 + 1]::bigint[], '{t, t, t}', p.percent, null
    ) as d (amounts)
    where
        (select sum(u.amount) from unnest(d.amounts) as u (amount))
        <> (a.total * 6 + 1) - round((a.total * 6 + 1) * p.percent / 100.0)
    $$,
    'the sum after a percentage is that of the whole, whatever the parts'
);

select * from finish();
rollback;
