begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(3);

select tests.deliver('1', 'customer.created', 0, '{
    "object": "customer", "id": "cus_1", "created": 1767225600,
    "metadata": {"organization_id": "5ba1e0a5-0000-4000-8000-000000000001"}
}');
select tests.deliver('2', 'customer.created', 0, '{
    "object": "customer", "id": "cus_2", "created": 1767225600,
    "metadata": {"organization_id": "5ba1e0a5-0000-4000-8000-000000000002"}
}');

insert into identity.organizations (id, name, created_at)
select
    coalesce(k.id, gen_random_uuid()),
    'Imported ' || n.number,
    util.now()
from generate_series(1, 20000) as n (number)
left join (values (19999, '5ba1e0a5-0000-4000-8000-000000000001'::uuid)) as k (number, id)
    on n.number = k.number;
select is(
    (select count(*) from identity.organizations), 20000::bigint,
    'many organizations can be founded in one transaction'
);
select results_eq(
    $$ select e.id, e.status from webhooks.stripe_events as e order by e.id $$,
    $$ values ('evt_1', 'pending'), ('evt_2', 'parked') $$,
    'what waited for one of them is due, what waits for another is not'
);
select ok(
    (
        select count(*) < 300 from pg_locks as l
        where l.locktype = 'advisory' and l.pid = pg_backend_pid()
    ),
    'with no more locks than the server has room for'
);

select * from finish();
rollback;
