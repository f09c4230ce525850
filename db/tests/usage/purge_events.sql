-- The months that usage is kept in: made ahead, made when needed, dropped when they are rolled up.
begin;
\ir ../_helpers.sql
select plan(20);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
create view tests.months as
select c.relname::text as name
from pg_inherits as i
inner join pg_class as c on i.inhrelid = c.oid
where i.inhparent = 'usage.events'::regclass;

select cmp_ok(usage.create_partitions(), '>=', 0::bigint, 'months are made ahead');
select is(usage.create_partitions(), 0::bigint, 'each once');
select cmp_ok((select count(*) from tests.months), '>=', 3::bigint, 'this one and two more');
select ok(
    (
        select bool_and(c.relrowsecurity)
        from pg_class as c
        where c.relname in (select m.name from tests.months as m)
    ),
    'each with row-level security'
);
select is(
    usage.require_partitions('events', '2019-11-20 00:00+00', '2020-01-31 23:59+00'),
    3,
    'the months of a span are made when they are needed'
);
select is(
    usage.require_partitions('events', '2019-11-30 23:00+00', '2020-02-01 00:00+00'),
    1,
    'as far as they are missing'
);
select ok(
    usage.has_partition('events', '2020-02-29 23:59:59+00')
    and not usage.has_partition('events', '2020-03-01 00:00+00'),
    'a month is one in UTC'
);
set local timezone = 'Asia/Tokyo';
select is(
    usage.require_partitions('events', '2019-11-01 00:00+00', '2020-02-29 23:59+00'),
    0,
    'wherever the session is'
);
reset timezone;

insert into usage.events
select
    o.id,
    'api_calls',
    'k' || n,
    '2019-12-31 23:59:59+00'::timestamptz + n * interval '1 second',
    1,
    util.now()
from identity.organizations as o cross join generate_series(0, 1) as n
where o.id in (:'acme', :'rival');
insert into usage.rollups (organization_id, meter_code, day_on, event_count, total, maximum)
select
    e.organization_id,
    e.meter_code,
    (e.occurred_at at time zone 'UTC')::date,
    1,
    1,
    1
from usage.events as e
where not (e.organization_id = :'rival' and e.idempotency_key = 'k1');

select is(usage.purge_events(), 0::bigint, 'months that are not rolled up stay');
select ok(usage.has_partition('events', '2019-11-15 00:00+00'), 'all of them');
select results_eq(
    $$ select kind, details -> 0 ->> 'recounted_total' from webhooks.alarms $$,
    $$ values ('usage_rollup_differs', '1') $$,
    'and a person is asked to look'
);

insert into usage.rollups (organization_id, meter_code, day_on, event_count, total, maximum)
values (:'rival', 'api_calls', '2020-01-01', 1, 1, 1);
select is(usage.purge_events(), 4::bigint, 'those that are rolled up go');
select is_empty(
    $$ select 1 from usage.events where occurred_at < '2021-01-01' $$, 'with their events'
);
select is(
    (select sum(r.total) from usage.rollups as r where r.day_on < '2021-01-01' and r.is_closed),
    4::numeric,
    'the roll-up stays, as all that is known'
);
select is_empty($$ select 1 from usage.rollup_differences $$, 'and is held against no recount');
select is(usage.purge_events(), 0::bigint, 'a second run finds nothing');

-- As time passes
select
    is(
        tests.answer_after(
            format(
                $$
            do 'begin
                perform util.advance_clock(null, util.now() + interval ''%s'');
                perform usage.create_partitions();
            end'
            $$,
                t.passed
            ),
            $$
        usage.create_partitions() = 0
        and usage.has_partition('events', util.now() + interval '2 months')
        and usage.has_partition('snapshots', util.now() + interval '2 months')
        $$
        ),
        'true',
        format('%s later the months ahead are made, once', t.passed)
    )
from (values ('1 day'), ('1 month'), ('1 year')) as t (passed);

select usage.require_partitions('snapshots', '2019-11-20 00:00+00', '2019-12-02 00:00+00');
select is(usage.purge_snapshots(), 2::bigint, 'snapshots go with their months as well');

select * from finish();
rollback;
