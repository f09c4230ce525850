-- What Stripe is told for each kind of command about what an organization has.
begin;
\ir ../_helpers.sql
select plan(38);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
update identity.users set email = 'ada@example.com' where id = :'owner';
select tests.create_organization('rival') as rival \gset
select catalog.link_stripe_price(l.lookup_key, 'price_' || l.lookup_key, 'prod_' || l.product_code)
from catalog.stripe_price_list() as l;
insert into billing.customers (organization_id, stripe_customer_id, created_at)
values (:'acme', 'cus_acme', util.now());
select
    p.id as starter,
    p.plan_version_id as version
from catalog.prices as p
where p.lookup_key = 'starter_monthly' \gset
select p.id as professional from catalog.prices as p
where p.lookup_key = 'professional_monthly' \gset
select p.id as annual from catalog.prices as p where p.lookup_key = 'professional_annual' \gset
select p.id as users from catalog.prices as p where p.lookup_key = 'addon_users_monthly' \gset

insert into billing.subscriptions (
    organization_id, source, is_primary, status, access, stripe_status, stripe_subscription_id,
    plan_version_id, cycle, currency, started_at, created_at
)
values (
    :'acme', 'stripe', true, 'active', 'full', 'active', 'sub_acme', :'version', 'monthly', 'usd',
    util.now(), util.now()
)
returning id as subscription \gset
insert into billing.subscription_items (
    organization_id, subscription_id, position, price_id, quantity, unit_amount_cents, currency,
    stripe_item_id
)
values
(:'acme', :'subscription', 1, :'starter', 1, 4900, 'usd', 'si_plan'),
(:'acme', :'subscription', 2, :'users', 3, 1000, 'usd', 'si_users');
insert into billing.payments (
    organization_id, status, amount_cents, currency, created_at, paid_at, stripe_invoice_id,
    stripe_payment_intent_id, stripe_charge_id
)
values (:'acme', 'paid', 4900, 'usd', util.now(), util.now(), 'in_1', 'pi_acme', 'ch_1')
returning id as payment
\gset
insert into billing.payments (
    organization_id, status, amount_cents, currency, created_at, paid_at, stripe_invoice_id,
    stripe_charge_id
)
values (:'acme', 'paid', 4900, 'usd', util.now(), util.now(), 'in_2', 'ch_acme')
returning id as old_payment
\gset

-- The request of a command, as it would be sent; our mark on what it changes left out.
create function tests.request(organization_id uuid, kind text, params jsonb)
returns table (method text, path text, params jsonb)
language sql
set search_path = ''
as $$
    select
        r.request ->> 'method',
        r.request ->> 'path',
        r.request -> 'params' #- '{metadata,command_id}'
    from billing.enqueue_stripe_command(
        request.organization_id, request.kind, request.params
    ) as c
    cross join lateral billing.render_stripe_request(c) as r (request)
$$;

create function tests.change(kind text, more jsonb default '{}')
returns table (method text, path text, params jsonb)
language sql
set search_path = ''
as $$
    select r.method, r.path, r.params - 'metadata'
    from billing.subscriptions as s
    cross join lateral tests.request(
        s.organization_id,
        change.kind,
        jsonb_build_object('subscription_id', s.id) || change.more
    ) as r
    where s.stripe_subscription_id = 'sub_acme'
$$;

-- Customers ---------------------------------------------------------------------------------------

select results_eq(
    format($$ select * from tests.request(%L, 'customer.create', '{}') $$, :'acme'),
    format(
        $$
        values ('POST', '/v1/customers', jsonb_build_object(
            'name', 'acme', 'email', 'ada@example.com',
            'metadata', jsonb_build_object('organization_id', %L)
        ))
        $$,
        :'acme'
    ),
    'a customer is made with the name of the organization and the address of its owner'
);
select results_eq(
    format($$ select * from tests.request(%L, 'customer.update', '{"name": "Acme"}') $$, :'acme'),
    $$ values ('POST', '/v1/customers/cus_acme', '{"name": "Acme", "metadata": {}}'::jsonb) $$,
    'only what changes is told'
);
select is_empty(
    format($$ select * from tests.request(%L, 'customer.update', '{"name": "R"}') $$, :'rival')
    || ' where method is not null',
    'who is no customer cannot be changed'
);

-- Plans and cycles --------------------------------------------------------------------------------

select results_eq(
    format(
        $$
        select * from tests.change(
            'subscription.change_plan', '{"price_id": "%s", "is_prorated": true}'
        )
        $$,
        :'professional'
    ),
    $$
    values ('POST', '/v1/subscriptions/sub_acme', jsonb_build_object(
        'items', '[{"id": "si_plan", "price": "price_professional_monthly", "quantity": 1}]'::jsonb,
        'proration_behavior', 'always_invoice',
        'payment_behavior', 'error_if_incomplete'
    ))
    $$,
    'a better plan is billed at once, or not had'
);
select results_eq(
    format(
        $$
        select params from tests.change(
            'subscription.change_plan', '{"price_id": "%s", "is_prorated": false}'
        )
        $$,
        :'professional'
    ),
    $$
    values (jsonb_build_object(
        'items', '[{"id": "si_plan", "price": "price_professional_monthly", "quantity": 1}]'::jsonb,
        'proration_behavior', 'none'
    ))
    $$,
    'a change that begins with the next period costs nothing now'
);
select results_eq(
    format(
        $$
        select params -> 'items' from tests.change(
            'subscription.change_plan', '{"price_id": "%s", "is_prorated": true}'
        )
        $$,
        :'annual'
    ),
    $$
    values ('[
        {"id": "si_plan", "price": "price_professional_annual", "quantity": 1},
        {"id": "si_users", "price": "price_addon_users_annual", "quantity": 3}
    ]'::jsonb)
    $$,
    'to another cycle the add-ons go along'
);
select results_eq(
    format(
        $$
        select method from tests.change(
            'subscription.change_plan', '{"price_id": "%s", "is_prorated": true}'
        )
        $$,
        :'users'
    ),
    array[null::text],
    'an add-on is no plan'
);

-- Add-ons -----------------------------------------------------------------------------------------

select results_eq(
    $$
    select * from tests.change(
        'subscription.set_add_on',
        '{"add_on_code": "plants", "quantity": 2, "is_prorated": true}'
    )
    $$,
    $$
    values ('POST', '/v1/subscriptions/sub_acme', jsonb_build_object(
        'items', '[{"price": "price_addon_plants_monthly", "quantity": 2}]'::jsonb,
        'proration_behavior', 'always_invoice',
        'payment_behavior', 'error_if_incomplete'
    ))
    $$,
    'a new add-on comes at the subscription''s cycle'
);
select results_eq(
    $$
    select params from tests.change(
        'subscription.set_add_on',
        '{"add_on_code": "users", "quantity": 1, "is_prorated": false}'
    )
    $$,
    $$
    values (
        '{"items": [{"id": "si_users", "quantity": 1}], "proration_behavior": "none"}'::jsonb
    )
    $$,
    'one that is there changes its quantity'
);
select results_eq(
    $$
    select params from tests.change(
        'subscription.set_add_on',
        '{"add_on_code": "users", "quantity": 0, "is_prorated": false}'
    )
    $$,
    $$
    values (
        '{"items": [{"id": "si_users", "deleted": true}], "proration_behavior": "none"}'::jsonb
    )
    $$,
    'none of it takes it away'
);
select results_eq(
    $$
    select method from tests.change(
        'subscription.set_add_on',
        '{"add_on_code": "plants", "quantity": 0, "is_prorated": false}'
    )
    $$,
    array[null::text],
    'what is not there cannot be taken away'
);

-- Ends and pauses ---------------------------------------------------------------------------------

select results_eq(
    $$ select * from tests.change('subscription.cancel_at_period_end', '{"comment": "Bye"}') $$,
    $$
    values (
        'POST', '/v1/subscriptions/sub_acme',
        '{"cancel_at_period_end": true, "cancellation_details": {"comment": "Bye"}}'::jsonb
    )
    $$,
    'a cancellation says why'
);
select results_eq(
    $$ select params from tests.change('subscription.undo_cancellation') $$,
    array['{"cancel_at_period_end": false}'::jsonb],
    'it is undone'
);
insert into billing.stripe_snapshots (
    object_id, event_id, object_kind, created_at, is_terminal, rank, state, source
)
values (
    'sub_acme', 'evt_1', 'subscription', util.now(), false, 1,
    '{"cancel_at": 1800000000, "cancel_at_period_end": false}', 'event'
);
select results_eq(
    $$ select params from tests.change('subscription.undo_cancellation') $$,
    array['{"cancel_at": ""}'::jsonb],
    'also when a date is set'
);
insert into billing.stripe_snapshots (
    object_id, event_id, object_kind, created_at, is_terminal, rank, state, source
)
values (
    'sub_acme', 'evt_2', 'subscription', util.now() + interval '1 s', false, 1,
    '{"cancel_at": 1800000000, "cancel_at_period_end": true}', 'event'
);
select results_eq(
    $$ select params from tests.change('subscription.undo_cancellation') $$,
    array['{"cancel_at_period_end": false}'::jsonb],
    'and when the date is the end of the period'
);
select results_eq(
    $$ select * from tests.change('subscription.cancel_now') $$,
    $$ values ('DELETE', '/v1/subscriptions/sub_acme', '{}'::jsonb) $$,
    'it ends at once'
);
select results_eq(
    $$ select params from tests.change('subscription.pause') $$,
    array['{"pause_collection": {"behavior": "void"}}'::jsonb],
    'during a pause nothing is owed'
);
select results_eq(
    $$
    select params from tests.change(
        'subscription.pause', '{"resumes_at": "2027-01-15T08:00:00Z"}'
    )
    $$,
    array['{"pause_collection": {"behavior": "void", "resumes_at": 1800000000}}'::jsonb],
    'and it may end by itself'
);
select results_eq(
    $$ select path, params from tests.change('subscription.resume') $$,
    $$ values ('/v1/subscriptions/sub_acme', '{"pause_collection": ""}'::jsonb) $$,
    'or be ended'
);
update billing.subscriptions set stripe_status = 'paused' where id = :'subscription';
select results_eq(
    $$ select path, params from tests.change('subscription.resume') $$,
    $$ values ('/v1/subscriptions/sub_acme/resume', '{}'::jsonb) $$,
    'a subscription that Stripe paused is resumed in another way'
);
select results_eq(
    $$
    select params from tests.change(
        'subscription.extend_trial', '{"trial_ends_at": "2027-01-15T08:00:00Z"}'
    )
    $$,
    array['{"trial_end": 1800000000, "proration_behavior": "none"}'::jsonb],
    'a trial lasts longer'
);
select results_eq(
    format(
        $$
        select r.method from tests.request(
            %L, 'subscription.cancel_now', jsonb_build_object('subscription_id', %L)
        ) as r
        $$,
        :'rival', :'subscription'
    ),
    array[null::text],
    'another organization''s subscription is not touched'
);

-- Refunds -----------------------------------------------------------------------------------------

select results_eq(
    format(
        $$
        select * from tests.request(
            %L, 'refund.create',
            '{"payment_id": "%s", "amount_cents": 900, "reason": "duplicate"}'
        )
        $$,
        :'acme', :'payment'
    ),
    $$
    values (
        'POST', '/v1/refunds',
        '{"payment_intent": "pi_acme", "amount": 900, "reason": "duplicate", "metadata": {},
        "expand": ["charge"]}'::jsonb
    )
    $$,
    'money goes back to where it came from'
);
select results_eq(
    format(
        $$ select params from tests.request(%L, 'refund.create', '{"payment_id": "%s"}') $$,
        :'acme', :'old_payment'
    ),
    array['{"charge": "ch_acme", "metadata": {}, "expand": ["charge"]}'::jsonb],
    'all of it, unless less is said'
);
select results_eq(
    format(
        $$ select method from tests.request(%L, 'refund.create', '{"payment_id": "%s"}') $$,
        :'rival', :'payment'
    ),
    array[null::text],
    'not by another organization'
);

-- Our mark ----------------------------------------------------------------------------------------

select is_empty(
    format(
        $$
        select c.kind, r.request
        from billing.stripe_commands as c
        cross join lateral billing.render_stripe_request(c) as r (request)
        where
            c.organization_id = %L
            and c.kind not in ('subscription.cancel_now', 'subscription.resume')
            and r.request -> 'params' -> 'metadata' ->> 'command_id' <> c.id::text
        $$,
        :'acme'
    ),
    'whatever can carry it bears the id of the command'
);

-- Params ------------------------------------------------------------------------------------------

create function tests.refusal(kind text, params jsonb)
returns text
language plpgsql
set search_path = ''
as $$
begin
    perform billing.assert_command_params(kind, params);
    return 'none';
exception
    when invalid_parameter_value then
        return sqlerrm;
end
$$;

select is(
    tests.refusal(
        'subscription.set_add_on',
        '{"subscription_id": "8a9d0b7e-5d1c-4b0c-9b1e-0c7d3f6a2e11", "add_on_code": "users",
        "quantity": 3, "is_prorated": true}'
    ),
    'none',
    'what is complete is taken'
);
select
    is(
        tests.refusal(f.kind, '{}'), r.refusal, f.kind || ' without ' || r.field || ' is refused'
    )
from billing.stripe_command_fields() as f
inner join (
    values
    (
        'checkout_session.expire', 'checkout_session_id',
        'The command checkout_session.expire needs a uuid as checkout_session_id: it is missing'
    ),
    (
        'refund.create', 'payment_id',
        'The command refund.create needs a uuid as payment_id: it is missing'
    )
) as r (kind, field, refusal) on f.kind = r.kind and f.field = r.field;
select is(
    tests.refusal('refund.create', '{"payment_id": null}'),
    'The command refund.create needs a uuid as payment_id: it is missing',
    'null is nothing'
);
select matches(
    tests.refusal('refund.create', '{"payment_id": "ch_1"}'),
    'needs a uuid as payment_id: invalid input syntax for type uuid: "ch_1"',
    'an id is one of ours'
);
select is(
    tests.refusal(
        'refund.create',
        '{"payment_id": "8a9d0b7e-5d1c-4b0c-9b1e-0c7d3f6a2e11", "amount_cents": -1}'
    ),
    'The command refund.create needs a count as amount_cents: it is negative',
    'money goes back, not forth'
);
select matches(
    tests.refusal(
        'refund.create',
        '{"payment_id": "8a9d0b7e-5d1c-4b0c-9b1e-0c7d3f6a2e11", "amount_cents": 1e30}'
    ),
    'needs a count as amount_cents',
    'and not without bounds'
);
select matches(
    tests.refusal(
        'subscription.pause',
        '{"subscription_id": "8a9d0b7e-5d1c-4b0c-9b1e-0c7d3f6a2e11", "resumes_at": "never"}'
    ),
    'needs a timestamptz as resumes_at',
    'a moment is one'
);
select is(
    tests.refusal('customer.update', '{"nmae": "Acme"}'),
    'The command customer.update knows no nmae',
    'a misspelling is refused'
);
select is(
    tests.refusal('portal_session.create', '{"name": "Acme"}'),
    'The command portal_session.create knows no name',
    'what needs nothing takes nothing'
);
select throws_ok(
    format($$ select billing.enqueue_stripe_command(%L, 'customer.update', '{"x": 1}') $$, :'acme'),
    '22023', null,
    'nothing like that is queued'
);
select throws_ok(
    format($$ select billing.enqueue_stripe_command(%L, 'customer.destroy') $$, :'acme'),
    '23514', null,
    'nor what is unknown'
);

select * from finish();
rollback;
