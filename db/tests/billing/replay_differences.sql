begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(10);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'acme', 'owner') as ada \gset
select tests.create_member(:'rival', 'owner') as eve \gset
select billing.start_trial(:'acme', :'ada');
select billing.start_trial(:'rival', :'eve');
insert into catalog.stripe_prices (stripe_price_id, stripe_product_id, price_id, linked_at)
select
    'price_' || p.lookup_key,
    'prod_1',
    p.id,
    util.wall_clock()
from catalog.prices as p
on conflict on constraint stripe_prices_pkey do nothing;
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');
select tests.deliver('1', 'customer.subscription.created', 0, tests.stripe_subscription());
select tests.deliver('2', 'invoice.finalized', 1, tests.stripe_invoice());

create function tests.differences(organization_id uuid)
returns table (object_id text, field text, stored jsonb, recomputed jsonb)
language sql
set search_path = ''
as $$
select * from billing.replay_differences(differences.organization_id) as d
where d.object_id not like '%-%-%'
order by d.object_id, d.field;
$$;

select is_empty(
    format($$ select * from billing.replay_differences(%L) $$, :'acme'),
    'what was just written is what the events give'
);
select is_empty(
    format($$ select * from billing.replay_differences(%L) $$, :'rival'),
    'also where nothing came from Stripe'
);
select is_empty(
    $$ select * from billing.replay_differences(null) $$, 'and nothing is nobody''s'
);

update billing.invoices set total_cents = 1 where stripe_invoice_id = 'in_1';
select results_eq(
    format($$ select * from tests.differences(%L) $$, :'acme'),
    $$ values ('in_1', 'total', '1'::jsonb, '4900'::jsonb) $$,
    'an amount that somebody edited is found, with what it should be'
);
select is_empty(
    format($$ select * from billing.replay_differences(%L) $$, :'rival'),
    'for its own organization'
);
update billing.invoices set total_cents = 4900 where stripe_invoice_id = 'in_1';

delete from billing.subscription_versions as v
using billing.subscriptions as s
where v.subscription_id = s.id and s.stripe_subscription_id = 'sub_1';
select results_eq(
    format(
        $$ select d.object_id, d.stored, d.recomputed ->> 'status'
        from tests.differences(%L) as d $$,
        :'acme'
    ),
    $$ values ('sub_1', null::jsonb, 'active') $$,
    'a version that is gone is found'
);
select billing.write_subscription(s.organization_id, s.id)
from billing.subscriptions as s
where s.stripe_subscription_id = 'sub_1';

update webhooks.stripe_events
set body = replace(body, '"active"', '"paused"')
where id = 'evt_1';
select results_eq(
    format($$ select * from tests.differences(%L) $$, :'acme'),
    $$ values ('sub_1', 'evt_1 status', '"active"'::jsonb, '"paused"'::jsonb) $$,
    'so is an event that says something else than its snapshot'
);
update webhooks.stripe_events
set body = replace(body, '"paused"', '"active"')
where id = 'evt_1';

update webhooks.stripe_events set object_id = 'in_gone' where id = 'evt_2';
select results_eq(
    $$ select d.object_id, d.field from billing.replay_differences(null) as d $$,
    $$ values ('in_gone', 'evt_2 owner') $$,
    'so is an event that was applied to nothing'
);
update webhooks.stripe_events set object_id = 'in_1' where id = 'evt_2';

select util.advance_clock(null, util.now() + interval '20 days');
select is_empty(
    format($$ select * from billing.replay_differences(%L) $$, :'rival'),
    'a trial whose end no job has written yet is no difference'
);
update billing.subscriptions set status = 'active' where organization_id = :'rival';
select results_eq(
    format(
        $$ select d.field, d.stored, d.recomputed from billing.replay_differences(%L) as d
        where d.field = 'status' $$,
        :'rival'
    ),
    $$ values ('status', '"active"'::jsonb, '"suspended"'::jsonb) $$,
    'a status that it never had is one'
);

select * from finish();
rollback;
