begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(8);

create function tests.inbox()
returns table (event text, status text)
language sql
set search_path = ''
as $$
select pg_catalog.substr(e.id, 5), e.status
from webhooks.stripe_events as e
order by e.id;
$$;

select tests.deliver('1', 'invoice.created', 0, tests.stripe_invoice());
select tests.deliver('2', 'customer.subscription.created', 0, tests.stripe_subscription());
select tests.deliver('3', 'customer.created', 0, '{
    "object": "customer", "id": "cus_1", "created": 1767225600,
    "metadata": {"organization_id": "5ba1e0a5-0000-4000-8000-000000000001"}
}');
select results_eq(
    $$ select * from tests.inbox() $$,
    $$ values ('1', 'parked'), ('2', 'parked'), ('3', 'parked') $$,
    'events of an organization that nobody knows are put aside'
);
select results_eq(
    $$
    select a.kind, a.subject from webhooks.alarms as a
    where a.resolved_at is null order by a.subject
    $$,
    $$
    values
    ('unknown_organization', '5ba1e0a5-0000-4000-8000-000000000001'),
    ('unknown_organization', 'cus_1')
    $$,
    'and raise an alarm for each thing that is unknown'
);
select is(
    sidecar.apply_pending_events() ->> 'applied', '0',
    'they are not tried again for nothing'
);

insert into identity.organizations (id, name, created_at)
values ('5ba1e0a5-0000-4000-8000-000000000001', 'Late', util.now());
select results_eq(
    $$ select * from tests.inbox() $$,
    $$ values ('1', 'parked'), ('2', 'parked'), ('3', 'pending') $$,
    'the organization''s founding releases what named it'
);
select is(
    sidecar.apply_pending_events() ->> 'applied', '3',
    'which makes the customer known, and releases the rest'
);
select is(
    (select count(*) from webhooks.stripe_event_waits), 0::bigint,
    'nothing waits any more'
);
select is(
    (select count(*) from webhooks.alarms as a where a.resolved_at is null), 0::bigint,
    'and the alarms are over'
);
select results_eq(
    $$
    select s.status, i.status from billing.subscriptions as s
    inner join billing.invoices as i on s.id = i.subscription_id
    $$,
    $$ values ('active', 'open') $$,
    'all of it is applied'
);

select * from finish();
rollback;
