-- What an organization is told as its subscription and invoices live: each transition once,
-- whatever repeats or comes late, and the whole once for all that changed it.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(15);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme'), ('cus_2', 'customer', :'rival');
insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
values
(:'acme', 'https://acme.example.com/', '{*}', :'owner', util.wall_clock()),
(:'rival', 'https://rival.example.com/', '{*}', :'rival_owner', util.wall_clock());
delete from webhooks.events;

create table tests.seen (event_id uuid primary key);
create function tests.news()
returns text
language sql
set search_path = ''
as $$
with fresh as (
    insert into tests.seen (event_id)
    select e.id from webhooks.events as e
    on conflict (event_id) do nothing
    returning event_id
)

select pg_catalog.string_agg(e.type, ' ' order by e.created_at, e.type)
from fresh
inner join webhooks.events as e on fresh.event_id = e.id;
$$;
create function tests.live(round text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform tests.deliver('1' || live.round, 'customer.subscription.created', 0,
        tests.stripe_subscription('{"status": "incomplete"}'));
    perform tests.deliver('2' || live.round, 'customer.subscription.updated', 60,
        tests.stripe_subscription());
    perform tests.deliver('3' || live.round, 'invoice.finalized', 60, tests.stripe_invoice());
    perform tests.deliver('4' || live.round, 'invoice.payment_failed', 70,
        tests.stripe_invoice('{"attempt_count": 1}'));
    perform tests.deliver('5' || live.round, 'invoice.paid', 80, tests.stripe_invoice(
        '{"attempt_count": 2, "status": "paid", "amount_paid": 4900, "amount_remaining": 0}'
    ));
end
$$;

select tests.deliver(
    '1', 'customer.subscription.created', 0,
    tests.stripe_subscription('{"status": "incomplete"}')
);
select is(tests.news(), 'subscription.created', 'a subscription that waits for its first payment');
select tests.deliver('2', 'customer.subscription.updated', 60, tests.stripe_subscription());
select is(tests.news(), 'subscription.activated', 'is paid for');
select tests.live('');
select is(
    tests.news(), 'invoice.finalized invoice.payment_failed invoice.paid', 'an invoice lives'
);
select tests.live('');
select is(tests.news(), null, 'events that Stripe sends again tell nothing');
select tests.live('again');
select is(tests.news(), null, 'nor does the same under other ids, late');

select tests.deliver('6', 'customer.subscription.updated', 90, tests.stripe_subscription(
    '{}',
    jsonb_build_array(
        tests.stripe_item('starter_monthly', 1), tests.stripe_item('addon_users_monthly', 2)
    )
));
select is(tests.news(), 'subscription.updated', 'more seats');
select is(
    (
        select e.data -> 'add_ons' from webhooks.events as e
        where e.type = 'subscription.updated'
    ),
    '{"users": 2}',
    'are told as they are by then'
);
select tests.deliver(
    '7', 'customer.subscription.updated', 100,
    tests.stripe_subscription('{"status": "past_due"}')
);
select is(tests.news(), 'subscription.past_due', 'a payment is late');
select tests.deliver('8', 'customer.subscription.updated', 95, tests.stripe_subscription());
select is(tests.news(), null, 'what comes late and is over is no news');
select tests.deliver(
    '9', 'customer.subscription.deleted', 110,
    tests.stripe_subscription('{"status": "canceled", "ended_at": 1767225710}')
);
select is(tests.news(), 'subscription.canceled', 'the end');

-- Members, and the name
select tests.create_member(:'acme', 'member') as member \gset
update identity.memberships set role = 'admin'
where user_id = :'member';
delete from identity.memberships where user_id = :'member';
update identity.organizations set name = 'Acme & Sons'
where id = :'acme';
select is(
    tests.news(),
    'organization.member_added organization.member_changed organization.member_removed '
    'organization.updated',
    'who belongs to it, and what it is called'
);

-- The whole
select is(usage.queue_customer_states(10), 1::bigint, 'the whole is told once for all of that');
select is(
    regexp_replace(tests.news(), '(entitlement.changed )+', ''), 'customer.state_changed',
    'as one event, after those of what became read-only'
);
select is(usage.queue_customer_states(10), 0::bigint, 'and not again');
select is_empty(
    format($$ select from webhooks.events where organization_id = %L $$, :'rival'),
    'the other tenant is told nothing of it'
);

select * from finish();
rollback;
