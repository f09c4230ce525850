-- A limit that falls below what is used starts its grace, though nobody takes anything.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(14);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.subscribe(:'acme', 'starter', 'active') as subscription \gset
select tests.subscribe(:'rival', 'starter', 'active') as rival_subscription \gset
update identity.organizations set is_sandbox = true where id in (:'acme', :'rival');

insert into catalog.plan_versions (plan_code, version) values ('starter', 2)
returning id as grace \gset
insert into catalog.plan_features (plan_version_id, feature_code, limit_value, mode)
values (:'grace', 'plants', 1, 'grace_then_block');
update billing.subscriptions set plan_version_id = :'grace'
where id in (:'subscription', :'rival_subscription');

select tests.add_item(:'subscription', 'addon_plants_monthly', 2);
select tests.add_item(:'rival_subscription', 'addon_plants_monthly', 2);
insert into app.plants (organization_id, name, created_at)
select
    o.id,
    'One of three',
    now()
from unnest(array[:'acme', :'rival']::uuid[]) as o (id), generate_series(1, 3);

create function tests.add_plant(organization_id uuid, name text)
returns void
language sql
set search_path = ''
as $$
insert into app.plants (organization_id, name, created_at)
values (add_plant.organization_id, add_plant.name, util.now(add_plant.organization_id));
$$;
create function tests.exceeded_at(organization_id uuid)
returns timestamptz
language sql
set search_path = ''
begin atomic
    select c.exceeded_at
    from usage.counters as c
    where c.organization_id = exceeded_at.organization_id and c.feature_code = 'plants';
end;

select is(usage.start_grace(null), 0::bigint, 'who is within the limit has no use for a grace');

-- Add-ons -----------------------------------------------------------------------------------------

select util.advance_clock(:'acme', util.now() + interval '1 day');
update billing.subscription_items set quantity = 0 where organization_id = :'acme';
select is(usage.start_grace(null), 0::bigint, 'who has a clock of his own is not done with all');
select is(usage.start_grace(:'acme'), 1::bigint, 'fewer add-ons start it');
select is(tests.exceeded_at(:'acme'), util.now(:'acme'), 'from now on');
select is(tests.exceeded_at(:'rival'), null, 'for nobody else');
select util.now(:'acme') as began \gset

select util.advance_clock(:'acme', util.now(:'acme') + interval '6 days 23 hours');
select is(usage.start_grace(:'acme'), 0::bigint, 'once');
select lives_ok(
    format($$ select tests.add_plant(%L, 'Fourth') $$, :'acme'),
    'until it is over, more may be taken'
);
select util.advance_clock(:'acme', util.now(:'acme') + interval '2 hours');
select throws_like(
    format($$ select tests.add_plant(%L, 'Fifth') $$, :'acme'),
    '%"code" : "limit_exceeded"%grace_then_block%',
    'then no more, even for the first who tries'
);

-- The limit rises again ---------------------------------------------------------------------------

update billing.subscription_items set quantity = 3 where organization_id = :'acme';
select is(usage.start_grace(:'acme'), 1::bigint, 'a limit that is high enough again ends it');
select is(tests.exceeded_at(:'acme'), null, 'so that the next is a whole one');

-- Overrides ---------------------------------------------------------------------------------------

insert into usage.overrides (
    organization_id, feature_code, is_granted, limit_value, reason, created_at, expires_at
)
values
(
    :'acme', 'plants', true, 9, 'For a month', util.now(:'acme'),
    util.now(:'acme') + interval '30 days'
);
update billing.subscription_items set quantity = 0 where organization_id = :'acme';
select is(usage.start_grace(:'acme'), 0::bigint, 'an override keeps it up');
select util.advance_clock(:'acme', util.now(:'acme') + interval '31 days');
select is(usage.start_grace(:'acme'), 1::bigint, 'as long as it is in force');

-- Another plan ------------------------------------------------------------------------------------

update billing.subscription_items set quantity = 0 where organization_id = :'rival';
select is(usage.start_grace(null), 1::bigint, 'of all who have no clock');
select c.plan_version_id as enterprise
from catalog.current_plan_versions() as c
where c.plan_code = 'enterprise' \gset
update billing.subscriptions set plan_version_id = :'enterprise'
where id = :'rival_subscription';
select usage.start_grace(null);
select is(tests.exceeded_at(:'rival'), null, 'a plan without the limit ends it, too');

select * from finish();
rollback;
