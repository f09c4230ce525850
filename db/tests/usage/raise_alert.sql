-- Alerts, as reports raise them.
begin;
\ir ../_helpers.sql
select plan(20);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_member(:'acme', 'billing') as bo \gset
select tests.create_member(:'acme', 'member') as mia \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as eve \gset
update identity.organizations set is_sandbox = true where id = :'acme';
select billing.start_trial(:'acme', :'ada');
select billing.start_trial(:'rival', :'eve');
insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
values (:'acme', 'https://example.com/hook', array['usage.alert'], :'ada', util.wall_clock());

create function tests.use(organization_id uuid, quantity numeric)
returns json
language sql
as $$
select usage.record_events(
    use.organization_id,
    pg_catalog.json_build_array(
        pg_catalog.json_build_object(
            'meter', 'api_calls',
            'quantity', quantity,
            'occurred_at', util.now(use.organization_id),
            'idempotency_key', pg_catalog.gen_random_uuid()
        )
    )
);
$$;
create view tests.letters as
select
    e.user_id,
    (e.data ->> 'threshold_percent')::integer as threshold
from notify.emails as e
where e.kind = 'usage_alert';

select tests.use(:'acme', 79999);
select is_empty($$ select 1 from usage.alerts $$, 'below 80 percent nobody is alarmed');
select tests.use(:'acme', 1);
select results_eq(
    $$ select feature_code, threshold_percent, limit_value, used from usage.alerts $$,
    $$ values ('api_calls', 80, 100000::bigint, 80000::numeric) $$,
    'the event that reaches 80 percent raises the alert'
);
select set_eq(
    $$ select user_id, threshold from tests.letters $$,
    format('values (%L::uuid, 80), (%L::uuid, 80)', :'ada', :'bo'),
    'owner and billing get a letter each, a member none'
);
select is(
    (
        select e.data - array['url', 'full_name', 'period_end', 'unsubscribe_url', 'one_click_url']
        from notify.emails as e
        where e.user_id = :'ada'
    ),
    '{
        "feature_name": "API calls", "organization_name": "acme", "threshold_percent": 80,
        "used": "80,000 calls", "limit": "100,000 calls"
    }'::jsonb,
    'which says how much of what'
);
select results_eq(
    $$
    select e.type, e.data ->> 'feature', e.data -> 'threshold_percent', e.data -> 'used'
    from webhooks.events as e
    $$,
    $$ values ('usage.alert', 'api_calls', '80'::jsonb, '80000'::jsonb) $$,
    'and endpoints get an event'
);

select tests.use(:'acme', 1000);
select is((select count(*) from usage.alerts), 1::bigint, 'more of it is no further news');
select is((select count(*) from tests.letters), 2::bigint, 'nor a further letter');

select tests.use(:'acme', 40000);
select results_eq(
    $$ select threshold_percent from usage.alerts order by threshold_percent $$,
    array[80, 100, 120],
    'who leaps reaches all thresholds'
);
select set_eq(
    $$ select threshold from tests.letters where threshold > 80 $$,
    array[120],
    'and hears of the highest'
);
select is((select count(*) from webhooks.events), 2::bigint, 'once');

select util.advance_clock(:'acme', util.now() + interval '32 days');
select tests.use(:'acme', 85000);
select is(
    (select count(*) from usage.alerts as a where a.threshold_percent = 80),
    2::bigint,
    'the next period has alerts of its own'
);

select tests.use(:'rival', 80000);
select is(
    (select count(*) from tests.letters as l where l.user_id = :'eve'),
    1::bigint,
    'another tenant hears of its own use'
);

-- Limits, as they are taken
select tests.act_as(:'mia', :'acme');
select api.create_plants(array['one', 'two', 'three']);
select is_empty(
    $$ select 1 from api.usage_alerts where feature = 'plants' $$, 'three of five are no news'
);
select api.create_plants(array['four', 'five']);
select results_eq(
    $$
    select threshold_percent, used from api.usage_alerts where feature = 'plants'
    order by threshold_percent
    $$,
    $$ values (80, 5::numeric), (100, 5) $$,
    'who takes the last one passes two marks'
);
select throws_like(
    $$ select api.create_plant('six') $$, '%limit_exceeded%', 'one more is refused'
);
select tests.reset_role();
select set_eq(
    $$
    select e.data ->> 'used' as used, e.data ->> 'limit' as limited from notify.emails as e
    where e.kind = 'usage_alert' and e.data ->> 'feature_name' = 'Plants'
    $$,
    $$ values ('5 plants', '5 plants') $$,
    'and the letter tells of the highest'
);

-- No limit, and none at all
select is(
    usage.raise_alert(:'acme', 'storage', null, 1e12, util.now(), util.now() + interval '1 day'),
    0,
    'what is unlimited is never reached'
);
select is(
    usage.raise_alert(:'acme', 'storage', 0, 0, util.now(), util.now() + interval '1 day'),
    0,
    'nothing of nothing is no news'
);

select tests.act_as(:'mia', :'acme');
select is((select count(*) from api.usage_alerts), 6::bigint, 'everybody of it reads the alerts');
select tests.act_as(:'eve', :'rival');
select is((select count(*) from api.usage_alerts), 1::bigint, 'but no other tenant''s');

select * from finish();
rollback;
