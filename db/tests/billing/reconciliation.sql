-- What webhooks did not bring, and what differs from Stripe, is found by its lists and repaired.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(37);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme'), ('cus_2', 'customer', :'rival');
delete from billing.stripe_commands;

create view tests.claimed as
select
    c.id,
    c.attempts,
    c.request ->> 'path' as path,
    c.request -> 'params' as params
from billing.claim_stripe_commands('worker', 1, 30) as c;

create function tests.list_of(has_more boolean, variadic objects jsonb[])
returns text
language sql
set search_path = ''
as $$
select pg_catalog.jsonb_build_object(
    'object', 'list',
    'has_more', list_of.has_more,
    'data', pg_catalog.to_jsonb(list_of.objects)
)::text;
$$;

create function tests.answer(body text, http_status integer default 200)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_claimed record;
begin
    select * into strict v_claimed from tests.claimed;
    return billing.record_stripe_response(
        v_claimed.id, v_claimed.attempts, answer.http_status, answer.body, null
    );
end
$$;
comment on function tests.answer(text, integer) is 'Stripe answers the next question.';

-- Events that were missed -------------------------------------------------------------------------

select tests.deliver('a', 'customer.subscription.created', 0, tests.stripe_subscription());
select is(billing.fetch_missed_events(), 1::bigint, 'Stripe is asked for its events');
select is(billing.fetch_missed_events(), 0::bigint, 'once at a time');
select * from tests.claimed \gset
select results_eq(
    format(
        $$ select %L, (%L::jsonb ->> 'limit')::integer, extract(days from
        util.now() - to_timestamp((%L::jsonb -> 'created' ->> 'gte')::bigint)) $$,
        :'path', :'params', :'params'
    ),
    $$ values ('/v1/events', 100, 30::numeric) $$,
    'the first time for all that it lists'
);
select is(
    billing.record_stripe_response(
        :'id', :attempts, 200,
        tests.list_of(
            true,
            tests.stripe_event('c', 'invoice.finalized', 20, tests.stripe_invoice())::jsonb,
            tests.stripe_event('x', 'charge.succeeded', 20, '{"object": "charge", "id": "ch_1"}')
            ::jsonb
        ),
        null
    ),
    'queued',
    'of a page that is not the last'
);
select * from tests.claimed \gset
select is(:'params'::jsonb ->> 'starting_after', 'evt_x', 'the next one is asked for');
select is(
    billing.record_stripe_response(
        :'id', :attempts, 200,
        tests.list_of(
            false,
            tests.stripe_event(
                'b', 'customer.subscription.updated', 10,
                tests.stripe_subscription('{"status": "past_due"}')
            )::jsonb,
            tests.stripe_event(
                'a', 'customer.subscription.created', 0, tests.stripe_subscription()
            )::jsonb,
            tests.stripe_event('l', 'customer.updated', 0, '{"object": "customer", "id": "cus_1"}')
            ::jsonb || '{"livemode": true}'
        ),
        null
    ),
    'succeeded',
    'up to the last'
);
select results_eq(
    $$
    select e.id, e.status
    from webhooks.stripe_events as e
    order by e.id
    $$,
    $$ values ('evt_a', 'applied'), ('evt_b', 'pending'), ('evt_c', 'pending') $$,
    'what was missed is in the inbox, and of that only what is of use'
);
select results_eq(
    $$
    select a.kind, a.subject, a.details ->> 'reason'
    from webhooks.alarms as a
    where a.kind = 'listed_event_refused'
    $$,
    $$ values ('listed_event_refused', 'evt_l', 'wrong_livemode') $$,
    'an event of the other mode is refused as ever'
);
select is(
    sidecar.apply_pending_events() ->> 'applied', '2', 'what was missed is applied by the worker'
);
select results_eq(
    $$
    select s.status, i.status
    from billing.subscriptions as s
    inner join billing.invoices as i on s.id = i.subscription_id
    where s.stripe_subscription_id = 'sub_1'
    $$,
    $$ values ('past_due', 'open') $$,
    'with what follows from it'
);
select results_eq(
    $$ select r.object_kind, r.listed, r.missing, r.finished_at is not null
    from billing.reconciliations as r $$,
    $$ values ('event', 5::bigint, 2::bigint, true) $$,
    'and it is known how many there were'
);

select util.advance_clock(null, util.now() + interval '1 day');
select billing.fetch_missed_events();
select * from tests.claimed \gset
select is(
    to_timestamp((:'params'::jsonb -> 'created' ->> 'gte')::bigint),
    date_trunc(
        'second',
        (select max(r.asked_at) from billing.reconciliations as r) - interval '2 hours'
    ),
    'after a day all since the last time is asked for, and two hours more'
);
select billing.record_stripe_response(:'id', :attempts, 400, '{"error": {}}', null);
select util.advance_clock(null, util.now() + interval '40 days');
select is(
    billing.fetch_missed_events(), 4::bigint,
    'after more than a month, in which no question was answered, everything is to be compared, too'
);
delete from billing.stripe_commands as c
where c.params ->> 'object_kind' in ('event', 'customer', 'invoice') and c.status = 'queued';

-- What differs at Stripe --------------------------------------------------------------------------

select * from tests.claimed \gset
select results_eq(
    format($$ values (%L, %L::jsonb) $$, :'path', :'params'),
    $$ values ('/v1/subscriptions', '{"limit": 100, "status": "all"}'::jsonb) $$,
    'subscriptions are listed also when they have ended'
);
select is(
    billing.record_stripe_response(
        :'id', :attempts, 200,
        tests.list_of(
            false,
            tests.stripe_subscription('{"status": "active"}'),
            tests.stripe_subscription('{"id": "sub_2", "customer": "cus_2"}'),
            tests.stripe_subscription('{"id": "sub_3", "customer": "cus_3"}')
        ),
        null
    ),
    'succeeded',
    'a list is compared'
);
select results_eq(
    $$ select o.stripe_id, o.refetch_reason from billing.stripe_objects as o
    where o.object_kind = 'subscription' order by o.stripe_id $$,
    $$ values ('sub_1', 'drift'), ('sub_2', null) $$,
    'what differs is to be asked for'
);
select results_eq(
    $$ select s.stripe_subscription_id, s.status from billing.subscriptions as s
    where s.organization_id = (select o.id from identity.organizations as o
        where o.name = 'rival') and s.source = 'stripe' $$,
    $$ values ('sub_2', 'active') $$,
    'what was missing is taken in'
);
select results_eq(
    $$ select a.kind, a.subject from webhooks.alarms as a where a.subject = 'sub_3' $$,
    $$ values ('unknown_organization', 'sub_3') $$,
    'unless nobody knows whose it is'
);
select billing.fetch_marked_objects();
select is(
    tests.answer(tests.stripe_subscription('{"status": "active"}')::text), 'succeeded',
    'what was asked for'
);
select results_eq(
    $$ select s.status from billing.subscriptions as s where s.stripe_subscription_id = 'sub_1' $$,
    array['active'],
    'is brought to what Stripe says'
);
select results_eq(
    $$ select d.object_id, d.field, d.ours, d.theirs ->> 'id', d.resolution
    from billing.stripe_drifts as d where d.object_id = 'sub_2' $$,
    $$ values ('sub_2', 'row', null::jsonb, 'sub_2', 'taken_in') $$,
    'it is noted what was missing'
);
select results_eq(
    $$ select d.object_id, d.side, d.field, d.ours, d.theirs, d.resolution
    from billing.stripe_drifts as d where d.object_id = 'sub_1' $$,
    $$ values ('sub_1', 'stripe', 'status', '"past_due"'::jsonb, '"active"'::jsonb, 'repaired') $$,
    'and what differed, with both sides'
);
select is(
    (
        billing.compare_with_stripe(),
        tests.answer(tests.list_of(false, variadic '{}')),
        tests.answer(tests.list_of(
            false,
            tests.stripe_subscription('{"status": "active"}'),
            tests.stripe_subscription('{"id": "sub_2", "customer": "cus_2"}')
        ))
    )::text,
    '(3,succeeded,succeeded)',
    'everything is compared again'
);
select results_eq(
    $$ select d.object_id from billing.stripe_drifts as d where d.resolved_at is null $$,
    array[]::text[],
    'which finds nothing any more'
);

-- What only we have -------------------------------------------------------------------------------

select tests.answer(tests.list_of(false, variadic '{}'));
select is(
    (select o.refetch_reason from billing.stripe_objects as o where o.stripe_id = 'in_1'), 'drift',
    'an invoice that Stripe does not list is asked for'
);
update billing.stripe_objects set refetch_reason = null where object_kind = 'customer';
select billing.fetch_marked_objects();
select is(
    tests.answer('{"error": {"code": "resource_missing", "message": "No such invoice"}}', 404),
    'failed',
    'and not there'
);
select results_eq(
    $$
    select d.object_id, d.field, d.ours ->> 'id', d.theirs, d.resolution
    from billing.stripe_drifts as d
    where d.resolved_at is null
    $$,
    $$ values ('in_1', 'row', 'in_1', null::jsonb, null::text) $$,
    'is reported, and stays'
);

-- What differs here -------------------------------------------------------------------------------

select is(billing.compare_rows(), 0::bigint, 'our rows are what Stripe said');
update billing.invoices set total_cents = 1, status = 'paid' where stripe_invoice_id = 'in_1';
update billing.subscriptions set access = 'read_only' where stripe_subscription_id = 'sub_2';
delete from billing.subscription_items as i
using billing.subscriptions as s
where i.subscription_id = s.id and s.stripe_subscription_id = 'sub_1';
select count(*) as emails from notify.emails \gset

select util.set_setting('stripe_drift_policy', '"report"');
select ok(billing.compare_rows() >= 4, 'what somebody has changed by hand is found');
select results_eq(
    $$ select i.total_cents from billing.invoices as i where i.stripe_invoice_id = 'in_1' $$,
    array[1::bigint],
    'and left alone, if that is the policy'
);
select o.id as rival_id from identity.organizations as o where o.name = 'rival' \gset
select tests.act_as_staff();
select ok(
    (admin.repair_drift(:'rival_id', 'They see too little') ->> 'differed')::integer > 0,
    'save where one of the staff has it repaired'
);
select tests.reset_role();
select results_eq(
    $$
    select s.access, i.total_cents
    from billing.subscriptions as s
    cross join billing.invoices as i
    where s.stripe_subscription_id = 'sub_2' and i.stripe_invoice_id = 'in_1'
    $$,
    $$ values ('full', 1::bigint) $$,
    'which is done to that organization alone'
);
select util.set_setting('stripe_drift_policy', '"repair"');
select billing.compare_rows();
select results_eq(
    $$
    select i.total_cents, i.status, s.access, count(*)
    from billing.invoices as i
    inner join billing.subscription_items as n on i.subscription_id = n.subscription_id
    cross join billing.subscriptions as s
    where i.stripe_invoice_id = 'in_1' and s.stripe_subscription_id = 'sub_2'
    group by 1, 2, 3
    $$,
    $$ values (4900::bigint, 'open', 'full', 1::bigint) $$,
    'or repaired'
);
select is(billing.compare_rows(), 0::bigint, 'then nothing differs any more');
select is(
    (select count(*) from notify.emails), :emails::bigint, 'and nobody was written to for it'
);

-- Who sees it -------------------------------------------------------------------------------------

select tests.act_as_staff();
select results_eq(
    $$
    select distinct d.side, d.field, d.ours, d.theirs, d.resolution
    from admin.stripe_drift as d
    where d.object_id = 'in_1' and d.field in ('total', 'row')
    $$,
    $$
    values
    ('rows', 'total', '1'::jsonb, '4900'::jsonb, 'repaired'),
    ('stripe', 'row', (
        select d.ours from admin.stripe_drift as d where d.field = 'row' and d.object_id = 'in_1'
    ), null, null)
    $$,
    'the staff see what differed, and what came of it'
);
select tests.act_as(:'owner', :'acme');
select throws_ok(
    $$ select 1 from admin.stripe_drift $$, '42501', null, 'a customer does not'
);

select * from finish();
rollback;
