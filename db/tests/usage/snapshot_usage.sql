begin;
\ir ../_helpers.sql
select plan(18);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as eve \gset
select tests.create_organization('box') as box \gset
select tests.create_member(:'box', 'owner') as bob \gset
update identity.organizations set is_sandbox = true where id = :'box';
select billing.start_trial(:'acme', :'ada');
select billing.start_trial(:'rival', :'eve');
select billing.start_trial(:'box', :'bob');
select util.advance_clock(:'box', '2041-03-10 13:00+00');
insert into usage.counters (organization_id, feature_code, used)
values (:'acme', 'plants', 4), (:'rival', 'plants', 1)
on conflict on constraint counters_pkey do update set used = excluded.used;
update usage.counters set used = 2 where organization_id = :'acme' and feature_code = 'users';

select cmp_ok(usage.snapshot_usage(null), '>=', 8::bigint, 'each organization is written down');
select is(usage.snapshot_usage(null), 0::bigint, 'once for each six hours');
select results_eq(
    format(
        $$
        select feature_code, used, limit_value from usage.snapshots
        where organization_id = %L and feature_code in ('api_calls', 'plants', 'storage')
        order by feature_code
        $$,
        :'acme'
    ),
    $$
    values
    ('api_calls', 0::numeric, 100000::bigint), ('plants', 4, 5), ('storage', 0, 100000000000)
    $$,
    'with every limit and allowance, and what is used of each'
);
select is_empty(
    format('select 1 from usage.snapshots where organization_id = %L', :'box'),
    'a sandbox with a clock of its own is not among them'
);
select results_eq(
    $$ select feature_code, threshold_percent from usage.alerts $$,
    $$ values ('plants', 80) $$,
    'a counter that stands at 80 percent raises an alert'
);

select cmp_ok(usage.snapshot_usage(:'box'), '>=', 4::bigint, 'the sandbox has its own run');
select results_eq(
    format(
        $$ select distinct due_at from usage.snapshots where organization_id = %L $$, :'box'
    ),
    array['2041-03-10 12:00+00'::timestamptz],
    'at its own time, in the month that it needs'
);
select util.advance_clock(:'box', '2041-03-10 17:59+00');
select is(usage.snapshot_usage(:'box'), 0::bigint, 'nothing is due before six hours are over');
select util.advance_clock(:'box', '2041-03-10 18:00+00');
select cmp_ok(usage.snapshot_usage(:'box'), '>=', 4::bigint, 'then it is');
select util.advance_clock(:'box', '2042-03-10 18:00+00');
select cmp_ok(usage.snapshot_usage(:'box'), '>=', 4::bigint, 'and a year later');
select is(
    (
        select count(distinct s.due_at) from usage.snapshots as s
        where s.organization_id = :'box'
    ),
    3::bigint,
    'what was missed meanwhile cannot be known any more'
);

select
    is(
        tests.answer_after(
            format(
                $$
            do 'begin
                perform util.advance_clock(null, util.now() + interval ''%s'');
                perform usage.snapshot_usage(null);
            end'
            $$,
                t.passed
            ),
            format(
                $$
            usage.snapshot_usage(null) = 0 and count(distinct s.due_at) = 2
            from usage.snapshots as s
            where s.organization_id = %L
            $$,
                :'acme'
            )
        ),
        'true',
        format('%s later there is one more, and a second run adds none', t.passed)
    )
from (values ('1 day'), ('1 month'), ('1 year')) as t (passed);

update billing.subscriptions set status = 'canceled', is_primary = false, ended_at = util.now()
where organization_id = :'rival';
delete from usage.snapshots;
select usage.snapshot_usage(null);
select is_empty(
    format('select 1 from usage.snapshots where organization_id = %L', :'rival'),
    'of whom all has ended nothing is written any more'
);

select tests.act_as(:'ada', :'acme');
select results_eq(
    $$ select used, percent, limit_value from api.usage_history where feature = 'plants' $$,
    $$ values (4::numeric, 80.0, 5::bigint) $$,
    'everybody of an organization reads its history'
);
select results_eq(
    $$ select used, percent from api.usage where feature = 'plants' $$,
    $$ values (4::numeric, 80.0) $$,
    'and how it stands now'
);
select tests.act_as(:'eve', :'rival');
select is_empty(
    format('select 1 from api.usage_history where organization_id = %L', :'acme'),
    'but no other tenant''s'
);

select * from finish();
rollback;
