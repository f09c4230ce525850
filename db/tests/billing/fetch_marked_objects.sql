-- What events leave open is asked of Stripe, through the outbox.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(24);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme'), ('cus_2', 'customer', :'rival');

create view tests.claimed as
select
    c.id,
    c.attempts,
    c.idempotency_key,
    c.phase,
    c.request ->> 'path' as path,
    c.request -> 'params' as params
from billing.claim_stripe_commands('worker', 1, 30) as c;

-- A discount that nobody has seen in full ---------------------------------------------------------

select is(billing.fetch_marked_objects(), 0::bigint, 'what is clear is not asked');
select tests.deliver(
    'a', 'customer.subscription.created', 0,
    tests.stripe_subscription('{"discounts": ["di_1"]}')
);
select is(billing.fetch_marked_objects(), 1::bigint, 'what is not is asked of Stripe');
select is(billing.fetch_marked_objects(), 0::bigint, 'once');
select * from tests.claimed \gset
select results_eq(
    format($$ values (%L, %L::jsonb) $$, :'path', :'params'),
    $$
    values (
        '/v1/subscriptions/sub_1',
        '{"expand": ["discounts.source.coupon.applies_to"]}'::jsonb
    )
    $$,
    'with all that is needed'
);
select is(
    (
        select c.idempotency_key
        from sidecar.claim_stripe_commands('other', 1, 30) as c
    ),
    null,
    'a question has no key, and one worker'
);
select is(
    billing.record_stripe_response(:'id', :attempts, 503, null, null), 'queued',
    'it is asked again when Stripe is away'
);
update billing.stripe_commands set next_attempt_at = util.wall_clock();
select * from tests.claimed \gset
select is(
    billing.record_stripe_response(:'id', :attempts, 200, '{"id": "sub_1"}', null), 'queued',
    'and when the answer is none'
);
select results_eq(
    $$ select a.kind, a.subject, a.resolved_at is null from webhooks.alarms as a $$,
    format($$ values ('answer_not_applied', %L, true) $$, :'id'),
    'which somebody may have to look at'
);
update billing.stripe_commands set next_attempt_at = util.wall_clock();
select * from tests.claimed \gset
select is(
    billing.record_stripe_response(
        :'id', :attempts, 200,
        tests.stripe_subscription('{"discounts": [{
            "id": "di_1",
            "source": {"coupon": {"id": "half", "duration": "forever", "percent_off": 50}}
        }]}')::text,
        null
    ),
    'succeeded',
    'until it is known'
);
select results_eq(
    $$
    select s.net_arr_cents * 2 = s.list_arr_cents, o.refetch_reason, o.refetch_attempts, n.source
    from billing.subscriptions as s
    inner join billing.stripe_objects as o on s.stripe_subscription_id = o.stripe_id
    inner join billing.stripe_snapshots as n on o.stripe_id = n.object_id
    order by n.created_at desc
    limit 1
    $$,
    $$ values (true, null::text, 0, 'refetch') $$,
    'then the state follows, and the mark is gone'
);
select is_empty(
    $$ select 1 from webhooks.alarms as a where a.resolved_at is null $$, 'as is the alarm'
);

-- More lines than an event shows ------------------------------------------------------------------

select tests.deliver(
    'b', 'invoice.finalized', 5,
    tests.stripe_invoice(jsonb_build_object(
        'lines',
        tests.stripe_invoice() -> 'lines' || '{"has_more": true}'
    ))
);
select is(billing.fetch_marked_objects(), 1::bigint, 'an invoice with too many lines is asked for');
select * from tests.claimed \gset
select is(
    billing.record_stripe_response(
        :'id', :attempts, 200,
        tests.stripe_invoice(jsonb_build_object(
            'lines',
            tests.stripe_invoice() -> 'lines' || '{"has_more": true}'
        ))::text,
        null
    ),
    'queued',
    'it still shows but some'
);
select * from tests.claimed \gset
select results_eq(
    format($$ values (%L, %L::jsonb) $$, :'path', :'params'),
    $$ values ('/v1/invoices/in_1/lines', '{"limit": 100, "starting_after": "il_1"}'::jsonb) $$,
    'so the next page is asked for'
);
select is(
    billing.record_stripe_response(
        :'id', :attempts, 200,
        jsonb_build_object(
            'object', 'list',
            'has_more', true,
            'data', jsonb_build_array(
                (tests.stripe_invoice() -> 'lines' -> 'data' -> 0) || '{"id": "il_2"}'
            )
        )::text,
        null
    ),
    'queued',
    'and the next'
);
select * from tests.claimed \gset
select is(
    billing.record_stripe_response(
        :'id', :attempts, 200,
        jsonb_build_object(
            'object', 'list',
            'has_more', false,
            'data', jsonb_build_array(
                (tests.stripe_invoice() -> 'lines' -> 'data' -> 0) || '{"id": "il_3"}'
            )
        )::text,
        null
    ),
    'succeeded',
    'up to the last'
);
select results_eq(
    $$ select l.stripe_line_id from billing.invoice_lines as l order by l.position $$,
    array['il_1', 'il_2', 'il_3'],
    'then all of them are here'
);
select is(
    (select o.refetch_reason from billing.stripe_objects as o where o.stripe_id = 'in_1'), null,
    'and nothing is left to ask'
);

-- What leads to nothing ---------------------------------------------------------------------------

select tests.deliver(
    'c', 'customer.subscription.updated', 100000000,
    tests.stripe_subscription('{"discounts": ["di_2"]}')
);
select is(billing.fetch_marked_objects(), 1::bigint, 'another discount, another question');
select * from tests.claimed \gset
select billing.record_stripe_response(
    :'id', :attempts, 200, tests.stripe_subscription('{"discounts": ["di_2"]}')::text, null
);
select results_eq(
    $$
    select
        o.refetch_reason,
        extract(epoch from o.refetch_at - util.wall_clock()) between 55 and 60,
        billing.fetch_marked_objects()
    from billing.stripe_objects as o
    where o.stripe_id = 'sub_1'
    $$,
    $$ values ('unknown_discount', true, 0::bigint) $$,
    'what stays open is asked again, but a minute later'
);
update billing.stripe_objects set refetch_at = util.wall_clock() where stripe_id = 'sub_1';
select billing.fetch_marked_objects();
select * from tests.claimed \gset
select is(
    billing.record_stripe_response(
        :'id', :attempts, 404,
        '{"error": {"code": "resource_missing", "message": "No such subscription"}}', null
    ),
    'failed',
    'what Stripe knows no more'
);
select results_eq(
    $$
    select o.refetch_reason, a.kind
    from billing.stripe_objects as o
    inner join webhooks.alarms as a on o.stripe_id = a.subject
    where o.stripe_id = 'sub_1'
    $$,
    $$ values (null::text, 'object_lost') $$,
    'is not asked for again, and somebody has to look'
);

-- Whom it concerns --------------------------------------------------------------------------------

select tests.act_as(:'owner', :'acme');
select is_empty($$ select 1 from api.commands $$, 'customers are not bothered with our questions');
select tests.act_as_staff();
select is(
    (select count(*) from admin.stripe_commands as c where c.kind = 'object.fetch'), 4::bigint,
    'the staff see them'
);

select * from finish();
rollback;
