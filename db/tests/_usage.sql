-- Included by tests of entitlements: subscriptions made by hand.

create function tests.subscribe(
    organization_id uuid, plan_code text, status text, is_primary boolean default true
)
returns uuid
language sql
set search_path = ''
as $$
insert into billing.subscriptions (
    organization_id, source, is_primary, status, access, plan_version_id, started_at, ended_at,
    created_at
)
select
    subscribe.organization_id,
    'manual',
    subscribe.is_primary,
    subscribe.status,
    case
        when subscribe.status in ('trialing', 'active', 'past_due') then 'full'
        else 'read_only'
    end,
    v.plan_version_id,
    util.now(),
    case when subscribe.status = 'canceled' then util.now() end,
    util.now()
from catalog.current_plan_versions() as v
where v.plan_code = subscribe.plan_code
returning subscriptions.id;
$$;
comment on function tests.subscribe(uuid, text, text, boolean) is
'A subscription of our own to a plan, in a status.';

create function tests.add_item(subscription_id uuid, lookup_key text, quantity bigint)
returns void
language sql
set search_path = ''
as $$
insert into billing.subscription_items (
    organization_id, subscription_id, position, price_id, quantity, unit_amount_cents, currency
)
select
    s.organization_id,
    s.id,
    (
        select count(*) from billing.subscription_items as i
        where i.subscription_id = s.id
    ),
    p.id,
    add_item.quantity,
    p.unit_amount_cents,
    p.currency
from billing.subscriptions as s, catalog.prices as p
where s.id = add_item.subscription_id and p.lookup_key = add_item.lookup_key;
$$;
comment on function tests.add_item(uuid, text, bigint) is
'Puts so many of a price into a subscription.';

create function tests.used(organization_id uuid, feature_code text)
returns bigint
language sql
security definer -- a test may look while it acts as a person
set search_path = ''
begin atomic
    select usage.used_amount(used.organization_id, used.feature_code);
end;
comment on function tests.used(uuid, text) is 'What the counter of a limit says.';
grant execute on function tests.used(uuid, text) to public;
