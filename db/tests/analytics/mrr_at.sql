-- Revenue at an instant, and the rows behind it.
begin;
\ir ../_helpers.sql
select plan(31);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_organization('sandbox') as sandbox \gset
update identity.organizations set is_sandbox = true where id = :'sandbox';

insert into billing.subscriptions (organization_id, source, status, access, started_at, created_at)
select
    o.id,
    'import',
    'active',
    'full',
    '2025-01-01',
    '2025-01-01'
from identity.organizations as o
cross join generate_series(1, 2)
where o.id in (:'acme', :'rival', :'sandbox');

create function pg_temp.version(
    organization_id uuid,
    nth integer,
    valid_during tstzrange,
    status text,
    net_arr_cents bigint,
    list_arr_cents bigint,
    known_during tstzrange default '[2025-01-01,)',
    currency text default 'usd',
    items jsonb default '[]'
)
returns void
language sql
as $$
    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access,
        currency, items, list_arr_cents, net_arr_cents, caused_by
    )
    select
        version.organization_id, s.id, version.valid_during, version.known_during, version.status,
        'full', version.currency, version.items, version.list_arr_cents, version.net_arr_cents, 'evt'
    from billing.subscriptions as s
    where s.organization_id = version.organization_id
    order by s.id
    offset version.nth - 1
    limit 1
$$;

-- acme: a trial, 199.00 a month, past due, gone, and from June on 529.00 a year.
select pg_temp.version(:'acme', 1, '[2025-02-01,2025-03-01)', 'trialing', 238800, 238800);
select pg_temp.version(
    :'acme', 1, '[2025-03-01,2025-04-01)', 'active', 226860, 238800,
    items => '[
        {"kind": "plan", "code": "professional", "quantity": 1, "net_arr_cents": 220860},
        {"kind": "add_on", "code": "users", "quantity": 2, "net_arr_cents": 6000}
    ]'
);
select pg_temp.version(:'acme', 1, '[2025-04-01,2025-04-15)', 'past_due', 238800, 238800);
select pg_temp.version(:'acme', 1, '[2025-04-15,2025-05-01)', 'suspended', 238800, 238800);
select pg_temp.version(:'acme', 1, '[2025-05-01,2025-06-01)', 'canceled', 0, 0);
select pg_temp.version(:'acme', 2, '[2025-06-01,)', 'active', 52900, 52900);
-- rival: two subscriptions at once in July; all for nothing in August; euros in September.
select pg_temp.version(:'rival', 1, '[2025-07-01,2025-08-01)', 'active', 12000, 12000);
select pg_temp.version(:'rival', 2, '[2025-07-01,2025-08-01)', 'active', 24000, 24000);
select pg_temp.version(:'rival', 1, '[2025-08-01,2025-09-01)', 'active', 0, 12000);
select
    pg_temp.version(
        :'rival', 1, '[2025-09-01,2025-10-01)', 'active', 9000, 9000, currency => 'eur'
    );
-- On 10 December it became known that the whole of November had been paid for.
select pg_temp.version(
    :'rival', 1, '[2025-11-01,2025-12-01)', 'paused', 12000, 12000, '[2025-11-01,2025-12-10)'
);
select pg_temp.version(
    :'rival', 1, '[2025-11-01,2025-12-01)', 'active', 12000, 12000, '[2025-12-10,)'
);
-- In pounds: from 20 December rival was believed to stay for good; on 1 February it became known
-- that it leaves in March, when acme comes.
select
    pg_temp.version(
        :'rival', 2, '[2026-01-01,)', 'active', 60000, 60000, '[2025-12-20,2026-02-01)', 'gbp'
    );
select
    pg_temp.version(
        :'rival', 2, '[2026-01-01,2026-03-01)', 'active', 60000, 60000, '[2026-02-01,)', 'gbp'
    );
select
    pg_temp.version(
        :'acme', 1, '[2026-03-01,)', 'active', 24000, 24000, '[2026-02-01,)', 'gbp'
    );
select pg_temp.version(:'sandbox', 1, '[2025-01-01,)', 'active', 99999900, 99999900);

set local role analyst;

select results_eq(
    $$ select * from analytics.mrr_at('2025-01-15') $$,
    $$ values (0::numeric, 0::numeric, 0::bigint) $$,
    'before anything there is nothing; a sandbox earns nothing'
);
select results_eq(
    $$ select * from analytics.mrr_at('2025-02-15') $$,
    $$ values (0::numeric, 0::numeric, 0::bigint) $$,
    'a trial is no revenue'
);
select results_eq(
    $$ select * from analytics.mrr_at('2025-03-01') $$,
    $$ values (18905::numeric, 19900::numeric, 1::bigint) $$,
    'it counts from its first instant; beside it stands what it would be without discounts'
);
select is(
    (select m.customers from analytics.mrr_at('2025-04-10') as m), 1::bigint,
    'past due still counts'
);
select is(
    (select m.mrr from analytics.mrr_at('2025-04-15') as m), 0::numeric,
    'suspended does not, from its first instant'
);
select is(
    (select m.mrr from analytics.mrr_at('2025-05-15') as m), 0::numeric, 'nor canceled'
);
select is(
    (select m.mrr from analytics.mrr_at('2025-06-15') as m), 52900::numeric / 12,
    'a year''s price is divided by twelve, and not rounded'
);
select results_eq(
    $$ select mrr, customers from analytics.mrr_at('2025-07-15') $$,
    $$ values ((52900 + 12000 + 24000)::numeric / 12, 2::bigint) $$,
    'two subscriptions of one customer add up to one customer'
);
select results_eq(
    $$ select mrr, list_mrr, customers from analytics.mrr_at('2025-08-15') $$,
    $$ values (52900::numeric / 12, (52900 + 12000)::numeric / 12, 1::bigint) $$,
    'who pays nothing is no customer'
);
select is(
    (select m.mrr from analytics.mrr_at('2025-09-15') as m), 52900::numeric / 12,
    'currencies are never added up'
);
select results_eq(
    $$ select mrr, customers from analytics.mrr_at('2025-09-15', currency => 'eur') $$,
    $$ values (750::numeric, 1::bigint) $$,
    'each has a figure of its own'
);
select is(
    (select m.mrr from analytics.mrr_at('2025-11-15', '2025-11-30') as m), 52900::numeric / 12,
    'what was known then stays as it was known'
);
select is(
    (select m.mrr from analytics.mrr_at('2025-11-15') as m), (52900 + 12000)::numeric / 12,
    'what is known now has the correction'
);
select is(
    (select m.mrr from analytics.mrr_at() as m), 52900::numeric / 12, 'now is the default'
);
select is(
    (select m.mrr from analytics.mrr_at('2026-01-15', '2025-12-19', 'gbp') as m), 0::numeric,
    'what goes on was not always known'
);
select is(
    (select m.mrr from analytics.mrr_at('2026-04-01', '2026-01-15', 'gbp') as m), 5000::numeric,
    'what was once believed without an end is known as it was believed, and nothing else is'
);
select is(
    (select m.mrr from analytics.mrr_at('2026-04-01', '2026-02-15', 'gbp') as m), 2000::numeric,
    'but not once it is known better'
);
select results_eq(
    $$ select mrr, customers from analytics.mrr_at('2026-01-15', '2026-02-15', 'gbp') $$,
    $$ values (5000::numeric, 1::bigint) $$,
    'nor together with what is known better'
);

-- Explained ---------------------------------------------------------------------------------------

select results_eq(
    format(
        'select item, quantity, arr, currency, valid_from, known_from, source
        from analytics.explain_mrr(''2025-03-15'', %L)',
        :'acme'
    ),
    $$
    values
    ('professional', 1::bigint, 220860::bigint, 'usd', '2025-03-01'::timestamptz, '2025-01-01'::timestamptz, 'evt'),
    ('users', 2, 6000, 'usd', '2025-03-01', '2025-01-01', 'evt')
    $$,
    'the items behind a figure'
);
select is(
    (select sum(e.arr) / 12 from analytics.explain_mrr('2025-03-15', :'acme') as e),
    (select m.mrr from analytics.mrr_at('2025-03-15') as m),
    'add up to it'
);
select results_eq(
    format(
        'select item, arr from analytics.explain_mrr(''2025-07-15'', %L) order by arr', :'rival'
    ),
    $$ values (null::text, 12000::bigint), (null, 24000) $$,
    'history without items is explained as a whole'
);
select is_empty(
    format('select 1 from analytics.explain_mrr(''2025-02-15'', %L)', :'acme'),
    'what does not count needs no explanation'
);
select is_empty(
    format('select 1 from analytics.explain_mrr(''2025-11-15'', %L, ''2025-11-30'')', :'rival'),
    'nor what was not known'
);

-- Who may ask -------------------------------------------------------------------------------------

select throws_ok(
    $$ select 1 from billing.subscription_versions $$, '42501', null,
    'an analyst does not reach the tables'
);
select throws_ok($$ select 1 from identity.users $$, '42501', null, 'and no person''s data');
select throws_ok(
    $$ select 1 from api.subscription $$, '42501', null, 'nor the API'
);

select tests.act_as_staff();
select is(
    (select m.mrr from analytics.mrr_at('2025-07-15') as m), (52900 + 12000 + 24000)::numeric / 12,
    'the staff see the same figure'
);
select isnt_empty(
    format('select 1 from analytics.explain_mrr(''2025-03-15'', %L)', :'acme'),
    'and what is behind it'
);

select tests.act_as(:'owner', :'acme');
select throws_ok($$ select * from analytics.mrr_at() $$, '42501', null, 'customers do not');
select throws_ok(
    format('select * from analytics.explain_mrr(''2025-03-15'', %L)', :'acme'), '42501', null,
    'not even about themselves'
);
select tests.act_as_anon();
select throws_ok($$ select * from analytics.mrr_at() $$, '42501', null, 'visitors neither');

select * from finish();
rollback;
