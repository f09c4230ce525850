begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(7);

select tests.create_organization('acme') as acme \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');

-- A fault of ours, which is mended while the event waits.
select is(
    tests.deliver('1', 'invoice.created', 0, tests.stripe_invoice('{"currency": "dollars"}')),
    'pending',
    'an event that cannot be applied is kept'
);
select results_eq(
    $$
    select e.status, e.attempts, e.error ->> 'code', e.next_attempt_at > util.wall_clock()
    from webhooks.stripe_events as e
    $$,
    $$ values ('failed', 1, '23514', true) $$,
    'with what went wrong, to be tried again'
);
select is(
    tests.deliver('2', 'customer.subscription.created', 0, tests.stripe_subscription()), 'applied',
    'others flow'
);
select is(
    sidecar.apply_pending_events()::jsonb, '{"applied": 0, "failed": 0, "parked": 0}',
    'it is not tried before its time'
);
select results_eq(
    $$ select q.depth, q.retrying, q.parked, q.oldest_age_seconds > 0
    from sidecar.queue_status() as q where q.queue = 'stripe_events' $$,
    $$ values (1::bigint, 1::bigint, 0::bigint, true) $$,
    'the queue shows it'
);

update webhooks.stripe_events
set next_attempt_at = util.wall_clock()
where status = 'failed';
alter table billing.invoices drop constraint invoices_currency_check;
alter table billing.invoice_lines drop constraint invoice_lines_currency_check;
select is(
    sidecar.apply_pending_events()::jsonb, '{"applied": 1, "failed": 0, "parked": 0}',
    'and then it is applied'
);
select results_eq(
    $$ select e.status, e.error is null, e.applied_at is not null
    from webhooks.stripe_events as e where e.id = 'evt_1' $$,
    $$ values ('applied', true, true) $$,
    'and forgotten'
);

select * from finish();
rollback;
