-- What becomes of a delivery: claimed within bounds, tried again, given up, replayed; and of its
-- endpoint.
begin;
\ir ../_helpers.sql
select plan(45);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'admin') as admin \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset

insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
values
(:'acme', 'https://acme.example.com/', '{*}', :'owner', util.wall_clock()),
(:'rival', 'https://rival.example.com/', '{*}', :'rival_owner', util.wall_clock());
select id as endpoint from webhooks.endpoints where organization_id = :'acme' \gset
select webhooks.rotate_secret(:'acme', :'endpoint') as secret \gset

create function tests.claim()
returns table (id uuid, attempt integer)
language sql
set search_path = ''
as $$
select
    c.id,
    c.attempt
from webhooks.claim_deliveries('tests', 100, 60) as c;
$$;
create function tests.answer(http_status integer, retry_after text default null)
returns text
language sql
set search_path = ''
as $$
update webhooks.deliveries set next_attempt_at = '-infinity'
where status = 'pending';
select webhooks.record_delivery(
    c.id, c.attempt, answer.http_status, 'said', answer.retry_after,
    case when answer.http_status is null then 'no answer' end, 12
)
from tests.claim() as c;
$$;
create function tests.waits(shortest interval)
returns boolean
language sql
set search_path = ''
as $$
select
    d.next_attempt_at - util.wall_clock() between waits.shortest - interval '1 second'
    and waits.shortest * 1.1 + interval '1 second'
from webhooks.deliveries as d;
$$;

-- As many as one may have under way ---------------------------------------------------------------

select webhooks.emit_event(:'acme', 'invoice.paid', '{}', 'bulk:' || n)
from generate_series(1, 6) as n;
select webhooks.emit_event(:'rival', 'invoice.paid', '{}', 'one');
select is(
    (select count(*) from tests.claim()), 5::bigint, 'four of one endpoint, and the other''s one'
);
select is_empty($$ select from tests.claim() $$, 'no more until one is done');
update webhooks.deliveries set leased_until = '-infinity', next_attempt_at = '-infinity'
where status = 'sending';
select set_eq(
    $$ select attempt from tests.claim() where attempt > 1 $$,
    $$ values (2) $$,
    'what a worker left behind is claimed anew'
);
delete from webhooks.deliveries;

-- Ten endpoints that are slow are no more of the workers than three
insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
select
    :'acme',
    'https://slow' || n || '.example.com/',
    '{*}',
    :'owner',
    util.wall_clock()
from generate_series(1, 9) as n;
select webhooks.emit_event(:'acme', 'invoice.paid', '{}', 'crowd:' || n)
from generate_series(1, 4) as n;
select webhooks.emit_event(:'rival', 'invoice.paid', '{}', 'another');
select is(
    (select count(*) from tests.claim()), 13::bigint, 'an organization''s twelve, and the other''s'
);
select is_empty($$ select from tests.claim() $$, 'no more until one is done, whatever its address');
delete from webhooks.deliveries;
delete from webhooks.endpoints where url like 'https://slow%';

-- Tried again -------------------------------------------------------------------------------------

select webhooks.emit_event(:'acme', 'invoice.paid', '{}', 'two');
select id as delivery from webhooks.deliveries \gset
select is(tests.answer(500), 'pending', 'what fails is tried again');
select ok(tests.waits('5 seconds'), 'after five seconds');
select isnt(
    (select failing_since_at from webhooks.endpoints where id = :'endpoint'),
    null,
    'and the endpoint is known to fail'
);
select is(tests.answer(null), 'pending', 'no answer');
select ok(tests.waits('5 minutes'), 'is tried after five minutes');
select is(tests.answer(503, '900'), 'pending', 'who is asked to wait');
select ok(tests.waits('30 minutes'), 'waits no less than without');
select is(tests.answer(503, '36000'), 'pending', 'who is asked to wait longer');
select ok(tests.waits('10 hours'), 'waits longer');
select is(tests.answer(503, '9999999'), 'pending', 'who is asked to wait for ever');
select ok(tests.waits('24 hours'), 'waits for a day');
select is(tests.answer(302), 'pending', 'a redirect is no success');
select is(tests.answer(404), 'pending', 'nor is 404');
select is(tests.answer(500), 'pending', 'the eighth');
select is(tests.answer(500), 'pending', 'the ninth');
select is(tests.answer(500), 'failed', 'after the tenth it is given up');
select results_eq(
    $$ select count(*), min(http_status), max(attempt) from webhooks.delivery_attempts $$,
    $$ values (10::bigint, 302, 10) $$,
    'each attempt is in the log'
);

-- Replayed ----------------------------------------------------------------------------------------

select tests.act_as(:'rival_owner', :'rival');
select throws_like(
    format($$ select api.replay_delivery(%L) $$, :'delivery'),
    '%delivery_not_found%',
    'nobody replays another tenant''s'
);
select tests.act_as(:'member', :'acme');
select throws_like(
    format($$ select api.replay_delivery(%L) $$, :'delivery'),
    '%role_required%',
    'a plain member replays nothing'
);
select is_empty($$ select from api.webhook_deliveries $$, 'and sees nothing of it');
select tests.act_as(:'admin', :'acme');
select is(
    (select d.attempts from api.webhook_deliveries as d), 10, 'an admin sees the log'
);
select is(api.replay_delivery(:'delivery') ->> 'status', 'pending', 'and replays');
select tests.reset_role();
select is(tests.answer(200), 'succeeded', 'it arrives');
select is(
    (select failing_since_at from webhooks.endpoints where id = :'endpoint'),
    null,
    'and the endpoint is well again'
);
select is(
    webhooks.record_delivery(:'delivery', 10, 500, null, null, null, 1),
    'stale',
    'a late report of a failure counts no more'
);
select tests.act_as_staff();
select throws_like(
    format($$ select admin.retry_delivery(%L, ' ') $$, :'delivery'),
    '%invalid_argument%',
    'the staff need a reason'
);
select is(
    admin.retry_delivery(:'delivery', 'they asked') ->> 'event_id',
    (select d.event_id::text from admin.webhook_deliveries as d),
    'to send the same event again'
);
select is(
    (select d.requeue_reason from admin.webhook_deliveries as d), 'they asked', 'which is kept'
);
select tests.reset_role();
select is(tests.answer(200), 'succeeded', 'it arrives once more');

-- Disabled ----------------------------------------------------------------------------------------

select webhooks.emit_event(:'acme', 'invoice.paid', '{}', 'three');
update webhooks.endpoints set failing_since_at = util.wall_clock() - interval '4 days 23 hours'
where id = :'endpoint';
select tests.answer(500);
select is(
    (select disabled_at from webhooks.endpoints where id = :'endpoint'), null,
    'for five days an endpoint may fail'
);
update webhooks.endpoints set failing_since_at = util.wall_clock() - interval '5 days'
where id = :'endpoint';
select tests.answer(500);
select is(
    (select disabled_reason from webhooks.endpoints where id = :'endpoint'),
    'failing',
    'then it is disabled'
);
select set_eq(
    $$ select user_id from notify.emails where kind = 'webhook_endpoint_disabled' $$,
    array[:'owner', :'admin']::uuid[],
    'and who sees to it gets a letter'
);
select is(tests.answer(200), null, 'nothing is sent there any more');
select is(
    (select error from webhooks.deliveries where status = 'failed'),
    'The endpoint is disabled',
    'what was waiting fails'
);
select tests.act_as(:'admin', :'acme');
select throws_like(
    $$ select api.replay_delivery(d.id) from api.webhook_deliveries as d where status = 'failed' $$,
    '%webhook_endpoint_disabled%',
    'and cannot be replayed'
);
select lives_ok(
    format($$ select api.enable_webhook_endpoint(%L) $$, :'endpoint'), 'until somebody enables it'
);
select lives_ok(
    $$ select api.replay_delivery(d.id) from api.webhook_deliveries as d where status = 'failed' $$,
    'and replays what was missed'
);

-- Forgotten ---------------------------------------------------------------------------------------

select tests.reset_role();
update webhooks.events set created_at = util.wall_clock() - interval '31 days';
select tests.answer(200);
select webhooks.purge_events();
select is((select count(*) from webhooks.deliveries), 2::bigint, 'what was settled lately is kept');
update webhooks.deliveries set finished_at = util.wall_clock() - interval '31 days';
select ok(webhooks.purge_events() > 0, 'after a month it is forgotten');
select is_empty($$ select from webhooks.deliveries $$, 'with its deliveries');

select * from finish();
rollback;
