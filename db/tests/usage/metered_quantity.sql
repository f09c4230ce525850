-- How events come to a quantity: their sum, the highest, or the last, in any order of arrival.
begin;
\ir ../_helpers.sql
select plan(11);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_organization('rival') as rival \gset
select billing.start_trial(:'acme', :'ada');

insert into catalog.features (code, name, description, kind, unit, position)
values
('machines', 'Machines', 'The most that were on at once', 'metered', 'machines', 101),
('drawings', 'Drawings', 'How many there are', 'metered', 'drawings', 102);
insert into usage.meters (code, feature_code, aggregation, description)
values ('machines', 'machines', 'max', ''), ('drawings', 'drawings', 'last', '');

create function tests.report(
    organization_id uuid, meter text, quantity numeric, occurred_at timestamptz, key text
)
returns text
language sql
as $$
select usage.record_events(
    report.organization_id,
    pg_catalog.json_build_array(
        pg_catalog.json_build_object(
            'meter', report.meter,
            'quantity', report.quantity,
            'occurred_at', report.occurred_at,
            'idempotency_key', report.key
        )
    )
) -> 'outcomes' ->> 0;
$$;
create function tests.quantity(
    organization_id uuid, meter text, from_days integer default 40, until_days integer default -1
)
returns numeric
language sql
stable
as $$
select usage.metered_quantity(
    quantity.organization_id,
    quantity.meter,
    pg_catalog.now() - from_days * interval '1 day',
    pg_catalog.now() - until_days * interval '1 day'
);
$$;

select is(tests.quantity(:'acme', 'machines'), null, 'nothing was reported, nothing is known');

select tests.report(:'acme', m.meter, r.quantity, now() - r.ago, r.key)
from (values ('api_calls'), ('machines'), ('drawings')) as m (meter)
cross join (
    values
    -- In the order in which they come, which is not that in which they occurred.
    (1, 7, interval '3 days', 'a'),
    (2, 3, interval '5 days', 'b'),
    (3, 5, interval '2 hours', 'c'),
    (4, 4, interval '3 hours', 'd'),
    (5, 9, interval '10 days', 'e')
) as r (turn, quantity, ago, key)
order by r.turn;
select is(tests.quantity(:'acme', 'api_calls'), 28::numeric, 'a sum adds all');
select is(tests.quantity(:'acme', 'machines'), 9::numeric, 'a maximum is the highest');
select is(tests.quantity(:'acme', 'drawings'), 5::numeric, 'a gauge is what occurred last');
select is(tests.quantity(:'acme', 'machines', 6, 2), 7::numeric, 'the highest of a span');
select is(
    tests.quantity(:'acme', 'drawings', 0, -1), 5::numeric, 'a gauge stands until the next is told'
);
select is(tests.quantity(:'acme', 'drawings', 9, 2), 7::numeric, 'and stood as it was told');
select is(
    tests.quantity(:'acme', 'drawings', 7, 6), 9::numeric,
    'even in a span in which nothing was told'
);

select tests.report(:'acme', 'drawings', 1, now() - interval '2 hours', 'b');
select tests.report(:'acme', 'drawings', 2, now() - interval '2 hours', 'z');
select is(
    tests.quantity(:'acme', 'drawings'), 2::numeric,
    'of two at the same instant the greater key decides, whichever comes first'
);

select is(tests.quantity(:'rival', 'api_calls'), null, 'all of it is one tenant''s');
select is_empty(
    $$ select * from usage.rollup_differences $$, 'a recount gives the same for all of them'
);

select * from finish();
rollback;
