-- Included by tests that let Stripe speak: small objects and events of the pinned API version.

create function tests.stripe_item(lookup_key text, quantity bigint)
returns jsonb
language sql
set search_path = ''
as $$
select pg_catalog.jsonb_build_object(
    'id', 'si_' || p.lookup_key,
    'quantity', stripe_item.quantity,
    'current_period_start', 1767225600,
    'current_period_end', 1769904000,
    'discounts', pg_catalog.jsonb_build_array(),
    'price', pg_catalog.jsonb_build_object(
        'id', 'price_' || p.lookup_key,
        'product', 'prod_' || coalesce(p.add_on_code, p.lookup_key),
        'unit_amount', p.unit_amount_cents,
        'recurring', pg_catalog.jsonb_build_object(
            'interval', case p.cycle when 'monthly' then 'month' else 'year' end,
            'interval_count', 1,
            'usage_type', 'licensed'
        )
    )
)
from catalog.prices as p
where p.lookup_key = stripe_item.lookup_key;
$$;
comment on function tests.stripe_item(text, bigint) is
'An item of a subscription, at one of our prices.';

create function tests.stripe_subscription(changes jsonb default '{}', items jsonb default null)
returns jsonb
language sql
set search_path = ''
as $$
select pg_catalog.jsonb_build_object(
    'object', 'subscription',
    'id', 'sub_1',
    'customer', 'cus_1',
    'status', 'active',
    'currency', 'usd',
    'created', 1767225600,
    'start_date', 1767225600,
    'collection_method', 'charge_automatically',
    'cancel_at_period_end', false,
    'discounts', pg_catalog.jsonb_build_array(),
    'items', pg_catalog.jsonb_build_object('data', coalesce(
        stripe_subscription.items,
        pg_catalog.jsonb_build_array(tests.stripe_item('starter_monthly', 1))
    ))
) || stripe_subscription.changes;
$$;
comment on function tests.stripe_subscription(jsonb, jsonb) is
'The subscription sub_1 to Starter since 2026-01-01, as Stripe shows it, some fields changed.';

create function tests.stripe_invoice(changes jsonb default '{}')
returns jsonb
language sql
set search_path = ''
as $$
select pg_catalog.jsonb_build_object(
    'object', 'invoice',
    'id', 'in_1',
    'customer', 'cus_1',
    'status', 'open',
    'currency', 'usd',
    'created', 1767225600,
    'subtotal', 4900,
    'total', 4900,
    'amount_due', 4900,
    'amount_paid', 0,
    'amount_remaining', 4900,
    'attempt_count', 0,
    'parent', pg_catalog.jsonb_build_object(
        'subscription_details', pg_catalog.jsonb_build_object('subscription', 'sub_1')
    ),
    'lines', pg_catalog.jsonb_build_object('data', pg_catalog.jsonb_build_array(
        pg_catalog.jsonb_build_object(
            'id', 'il_1',
            'amount', 4900,
            'quantity', 1,
            'description', 'Starter',
            'pricing', '{"price_details": {"price": "price_starter_monthly"}}'::jsonb,
            'period', '{"start": 1767225600, "end": 1769904000}'::jsonb
        )
    ))
) || stripe_invoice.changes;
$$;
comment on function tests.stripe_invoice(jsonb) is
'An open invoice of sub_1 for Starter, as Stripe shows it, with some fields changed.';

create function tests.stripe_event(
    id text, type text, created bigint, object jsonb, previous jsonb default null
)
returns text
language sql
set search_path = ''
as $$
select pg_catalog.jsonb_build_object(
    'object', 'event',
    'id', 'evt_' || stripe_event.id,
    'type', stripe_event.type,
    'created', 1767225600 + stripe_event.created,
    'livemode', false,
    'api_version', util.setting('stripe_api_version'),
    'pending_webhooks', 1,
    'data', pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
        'object', stripe_event.object, 'previous_attributes', stripe_event.previous
    ))
)::text;
$$;
comment on function tests.stripe_event(text, text, bigint, jsonb, jsonb) is
'The body of an event, so many seconds after the beginning of 2026.';

create function tests.deliver(
    id text, type text, created bigint, object jsonb, previous jsonb default null
)
returns text
language sql
set search_path = ''
as $$
select sidecar.receive_stripe_event(tests.stripe_event(
    deliver.id, deliver.type, deliver.created, deliver.object, deliver.previous
)) ->> 'outcome';
$$;
comment on function tests.deliver(text, text, bigint, jsonb, jsonb) is
'Delivers an event, and tells what became of it.';

create function tests.history(organization_id uuid, source text default 'stripe')
returns table (from_second bigint, status text, access text, hold_reason text, arr bigint)
language sql
set search_path = ''
as $$
select
    billing.epoch(pg_catalog.lower(v.valid_during)) - 1767225600,
    v.status,
    v.access,
    v.status_reason,
    v.net_arr_cents
from billing.subscription_versions as v
inner join billing.subscriptions as s
    on v.organization_id = s.organization_id and v.subscription_id = s.id
where
    v.organization_id = history.organization_id
    and s.source = history.source
    and pg_catalog.upper_inf(v.known_during)
order by v.valid_during;
$$;
comment on function tests.history(uuid, text) is
'What an organization''s subscriptions were, by the second since 2026 began, as known now.';

select catalog.link_stripe_price(p.lookup_key, 'price_' || p.lookup_key, 'prod_' || p.lookup_key)
from catalog.prices as p;
