-- The stack of entitlements: override, else plan and add-ons, restricted by the status.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(31);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'acme', 'owner') as owner \gset

create function tests.limit_of(organization_id uuid, feature_code text)
returns text
language sql
set search_path = ''
as $$
select concat_ws(
    ' ', e.is_granted::text, coalesce(e.limit_value::text, 'unlimited'), e.source, e.access
)
from usage.find_entitlement(limit_of.organization_id, limit_of.feature_code) as e;
$$;
-- Before there is any subscription ----------------------------------------------------------------

select is(
    tests.limit_of(:'acme', 'users'), 'true 25 plan read_only',
    'who has no subscription yet is measured by the trial''s plan, and writes nothing'
);
select is(
    (select count(*) from usage.list_entitlements(:'acme')),
    (select count(*) from catalog.features),
    'each feature of the catalogue has its row'
);
select is_empty(
    format($$ select usage.find_entitlement(%L, 'teleportation') $$, :'acme'),
    'what the catalogue does not know has none'
);
select ok(not usage.has_feature(:'acme', 'teleportation'), 'and is had by nobody');

-- A trial -----------------------------------------------------------------------------------------

select billing.start_trial(:'acme', :'owner') as trial \gset
select is(tests.limit_of(:'acme', 'plants'), 'true 5 plan full', 'a trial has the trial''s plan');
select is(
    (select e.expires_at from usage.find_entitlement(:'acme', 'custom_fields') as e),
    (select s.trial_ends_at from billing.subscriptions as s where s.id = :'trial'),
    'until it ends'
);
select ok(usage.has_feature(:'acme', 'custom_fields'), 'a feature of the plan is had');
select ok(not usage.has_feature(:'acme', 'sso'), 'one of a higher plan is not');
select is(
    tests.limit_of(:'acme', 'sso'), 'false unlimited none full',
    'and its row says that nothing grants it'
);
select tests.subscribe(:'acme', 'enterprise', 'incomplete', false) as pending \gset
select is(
    tests.limit_of(:'acme', 'plants'), 'true 5 plan full',
    'a first payment that is pending grants nothing'
);
update billing.subscriptions
set status = 'suspended', access = 'read_only', is_primary = false
where id = :'trial';
update billing.subscriptions set is_primary = true where id = :'pending';
select is(
    tests.limit_of(:'acme', 'plants'), 'true 5 plan read_only',
    'not even when it is the primary: what was before stays'
);
delete from billing.subscriptions where id = :'pending';
update billing.subscriptions
set status = 'canceled', ended_at = util.now() - interval '1 hour'
where id = :'trial';

-- Plan and add-ons --------------------------------------------------------------------------------

select tests.subscribe(:'acme', 'starter', 'active') as paid \gset
select is(tests.limit_of(:'acme', 'plants'), 'true 1 plan full', 'a plan gives its limit');
select tests.add_item(:'paid', 'starter_monthly', 1);
select tests.add_item(:'paid', 'addon_plants_monthly', 2);
select tests.add_item(:'paid', 'addon_storage_monthly', 5);
select is(tests.limit_of(:'acme', 'plants'), 'true 3 add_on full', 'add-ons raise it');
select is(
    tests.limit_of(:'acme', 'storage'), 'true 15000000000 add_on full',
    'by the amount of a unit: a gigabyte'
);
select is(tests.limit_of(:'acme', 'users'), 'true 3 plan full', 'and no other one');
update billing.subscription_items set quantity = 4 where price_id = (
    select p.id from catalog.prices as p where p.lookup_key = 'addon_plants_monthly'
);
select is(tests.limit_of(:'acme', 'plants'), 'true 5 add_on full', 'at once');
select is(
    tests.limit_of(:'rival', 'plants'), 'true 5 plan read_only', 'another organization has its own'
);

update billing.subscriptions set plan_version_id = (
    select v.plan_version_id from catalog.current_plan_versions() as v
    where v.plan_code = 'enterprise'
) where id = :'paid';
select is(
    tests.limit_of(:'acme', 'plants'), 'true unlimited add_on full',
    'what is unlimited stays so, whatever is added'
);

-- Status ------------------------------------------------------------------------------------------

update billing.subscriptions set status = 'past_due' where id = :'paid';
select is(
    tests.limit_of(:'acme', 'sso'), 'true unlimited plan full', 'who is late keeps everything'
);
update billing.subscriptions set status = 'paused', access = 'read_only' where id = :'paid';
select is(
    tests.limit_of(:'acme', 'sso'), 'true unlimited plan read_only',
    'who is paused keeps it to read'
);
update billing.subscriptions
set status = 'canceled', ended_at = util.now(), is_primary = false
where id = :'paid';
select is(
    tests.limit_of(:'acme', 'sso'), 'true unlimited plan read_only',
    'and so does who has canceled, as of what ended last'
);
select tests.subscribe(:'acme', 'professional', 'active') as second \gset
select tests.subscribe(:'acme', 'starter', 'active', false);
select is(
    tests.limit_of(:'acme', 'plants'), 'true 5 plan full',
    'of two live subscriptions the primary one counts'
);

-- Overrides ---------------------------------------------------------------------------------------

insert into usage.overrides (
    organization_id, feature_code, is_granted, limit_value, reason, created_at, expires_at
)
values
(:'acme', 'plants', true, 2, 'A pilot', util.now(), util.now() + interval '30 days'),
(:'acme', 'sso', true, null, 'A pilot', util.now(), null),
(:'acme', 'users', true, null, 'A pilot', util.now(), null),
(:'acme', 'custom_fields', false, null, 'Misused', util.now(), null);
select tests.add_item(:'second', 'addon_plants_monthly', 7);

select is(
    tests.limit_of(:'acme', 'plants'), 'true 2 override full',
    'an override counts instead of plan and add-ons, even where it is less'
);
select is(
    tests.limit_of(:'acme', 'users'), 'true unlimited override full', 'it can take a limit away'
);
select is(
    tests.limit_of(:'acme', 'sso'), 'true unlimited override full', 'grant a feature'
);
select ok(not usage.has_feature(:'acme', 'custom_fields'), 'and deny one');
select ok(not usage.has_feature(:'rival', 'sso'), 'nobody else has it');
update usage.overrides
set revoked_at = util.now(), revoked_reason = 'Over'
where feature_code = 'sso';
select ok(not usage.has_feature(:'acme', 'sso'), 'one that is revoked counts no more');

update identity.organizations set is_sandbox = true where id = :'acme';
select util.advance_clock(:'acme', util.now(:'acme') + interval '29 days');
select is(tests.limit_of(:'acme', 'plants'), 'true 2 override full', 'it counts until its expiry');
select util.advance_clock(:'acme', util.now(:'acme') + interval '2 days');
select is(
    tests.limit_of(:'acme', 'plants'), 'true 12 add_on full',
    'in the organization''s own time, and then no more'
);

select throws_ok(
    format(
        $$
            insert into usage.overrides (
                organization_id, feature_code, is_granted, reason, created_at
            )
            values (%L, 'users', true, 'Again', util.now())
        $$,
        :'acme'
    ),
    '23505', null, 'one override for a feature is in force at a time'
);

select * from finish();
rollback;
