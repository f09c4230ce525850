begin;
\ir ../_helpers.sql
select plan(28);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_member(:'acme', 'member') as mia \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as eve \gset
select billing.start_trial(:'acme', :'ada');
select billing.start_trial(:'rival', :'eve');

create function tests.event(
    idempotency_key text,
    quantity numeric default 1,
    ago interval default '1 minute',
    meter text default 'api_calls'
)
returns json
language sql
stable
as $$
select pg_catalog.json_build_object(
    'meter', meter,
    'quantity', quantity,
    'occurred_at', pg_catalog.now() - ago,
    'idempotency_key', idempotency_key
);
$$;
grant execute on function tests.event(text, numeric, interval, text) to authenticated;

select tests.act_as(:'mia', :'acme');
select is(
    (
        api.report_usage(json_build_array(tests.event('a', 2), tests.event('b', 3.5)))::jsonb
        - 'refusals'
    ),
    '{"accepted": 2, "duplicates": 0, "refused": 0, "outcomes": ["accepted", "accepted"]}',
    'a member reports what was used'
);
select results_eq(
    $$ select used, percent, limit_value from api.usage where feature = 'api_calls' $$,
    $$ values (5.5, 0.0, 100000::bigint) $$,
    'and sees it at once, beside what the trial''s plan includes'
);
select is(
    api.report_usage(
        json_build_array(tests.event('a', 2), tests.event('c'), tests.event('c', 9))
    ) ->> 'outcomes',
    '["duplicate", "accepted", "duplicate"]',
    'an event that comes again, even in the same report, is told to be a duplicate'
);
select is(
    (select used from api.usage where feature = 'api_calls'),
    6.5,
    'and counts once, as it came first'
);
select results_eq(
    $$ select used, remaining from api.entitlements where feature = 'api_calls' $$,
    $$ values (7::bigint, 99993::bigint) $$,
    'what is left of an allowance is told with it, a begun unit being used'
);
select is(
    api.report_usage(json_build_array(tests.event('a', 2), tests.event('c'))) ->> 'outcomes',
    '["duplicate", "duplicate"]',
    'as does a whole report that is sent again'
);
select is(
    (api.report_usage(json_build_array(tests.event('a', 1, '2 minutes'))) ->> 'accepted')::integer,
    1,
    'the same key at another time is another event'
);

-- What cannot be taken
select is(
    api.report_usage(
        json_build_array(
            tests.event('r1', meter => 'steps'),
            tests.event('r2', ago => '36 days'),
            tests.event('r3', ago => '-10 minutes'),
            tests.event('r4', -1),
            tests.event(null),
            tests.event(''),
            tests.event(repeat('k', 201)),
            tests.event('r8', 1e16),
            tests.event('r9', 'NaN'),
            tests.event('good')
        )
    )::jsonb,
    ('{
        "accepted": 1, "duplicates": 0, "refused": 9,
        "outcomes": [
            "refused", "refused", "refused", "refused", "refused", "refused", "refused",
            "refused", "refused", "accepted"
        ],
        "refusals": [
            {"index": 0, "idempotency_key": "r1", "reason": "unknown_meter"},
            {"index": 1, "idempotency_key": "r2", "reason": "too_late"},
            {"index": 2, "idempotency_key": "r3", "reason": "future"},
            {"index": 3, "idempotency_key": "r4", "reason": "negative"},
            {"index": 4, "idempotency_key": null, "reason": "malformed"},
            {"index": 5, "idempotency_key": "", "reason": "malformed"},
            {"index": 6, "idempotency_key": "' || repeat('k', 201) || '", "reason": "malformed"},
            {"index": 7, "idempotency_key": "r8", "reason": "malformed"},
            {"index": 8, "idempotency_key": "r9", "reason": "malformed"}
        ]
    }')::jsonb,
    'each event that cannot be taken is refused with its reason, and holds up no other'
);
select is(
    (
        api.report_usage(
            json_build_array(
                5, 'x', null, json_build_array(), tests.event('fine'),
                '{"meter": "api_calls", "quantity": "many", "idempotency_key": "q"}'::json,
                '{"meter": "api_calls", "quantity": {"a": 1}}'::json,
                '{"meter": "\u0000"}'::json
            )
        ) -> 'outcomes'
    )::jsonb,
    '[
        "refused", "refused", "refused", "refused", "accepted", "refused", "refused", "refused"
    ]',
    'nor does one that cannot be read'
);
select
    is(
        api.report_usage(
            json_build_array(
                json_build_object(
                    'meter', 'api_calls', 'quantity', 1, 'occurred_at', t.at, 'idempotency_key', 't'
                )
            )
        ) -> 'refusals' -> 0 ->> 'reason',
        'malformed',
        format('%s is no time that a retry would repeat', coalesce(t.at, 'null'))
    )
from (
    values
    ('now'), ('yesterday'), ('infinity'), ('2026-01-01'), ('2026-01-01T10:00:00'),
    ('2026-02-30T10:00:00Z'), ('20260101T000000Z'), (null)
) as t (at);
select is(
    api.report_usage('[]')::jsonb,
    '{"accepted": 0, "duplicates": 0, "refused": 0, "outcomes": [], "refusals": []}',
    'nothing comes to nothing'
);
select
    throws_like(
        format('select api.report_usage(%L)', t.body),
        '%"code" : "invalid_argument"%',
        format('%s is no report', t.body)
    )
from (values ('{"meter": "api_calls"}'), ('null')) as t (body);
select throws_like(
    $$
    select api.report_usage(json_agg(tests.event(n::text)))
    from generate_series(1, 20001) as n
    $$,
    '%"code" : "invalid_argument"%',
    'too many events at once are refused as a whole'
);

-- Whose it is
select tests.act_as(:'eve', :'rival');
select is(
    (select used from api.usage where feature = 'api_calls'),
    0::numeric,
    'another tenant sees nothing of it'
);
select is(
    api.report_usage(json_build_array(tests.event('a', 7))) ->> 'accepted',
    '1',
    'and has keys of its own'
);
select tests.act_as_anon();
select throws_ok(
    $$ select api.report_usage('[]') $$, '42501', null, 'a stranger reports nothing'
);

-- A suspended organization
select tests.reset_role();
update billing.subscriptions set status = 'suspended', access = 'read_only', hold = 'staff'
where organization_id = :'acme';
select tests.act_as(:'ada', :'acme');
select is(
    api.report_usage(json_build_array(tests.event('late', 100))) ->> 'accepted',
    '1',
    'what a suspended organization has used is recorded still'
);

select tests.reset_role();
select is(
    (select sum(r.event_count) from usage.rollups as r),
    (select count(*) from usage.events)::numeric,
    'each event taken is in a roll-up'
);
select is_empty(
    $$ select * from usage.rollup_differences $$, 'and the roll-ups are what a recount gives'
);
update usage.rollups set total = total + 1 where organization_id = :'rival';
select results_eq(
    $$ select recounted_total, rolled_up_total from usage.rollup_differences $$,
    $$ values (7::numeric, 8::numeric) $$,
    'one that is off would show'
);

select * from finish();
rollback;
