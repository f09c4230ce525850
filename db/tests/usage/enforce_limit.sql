-- Limits: taken by the statement that writes, whatever kind of statement it is.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(53);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select tests.subscribe(:'acme', 'starter', 'active') as subscription \gset
select tests.add_item(:'subscription', 'addon_plants_monthly', 2);
select tests.subscribe(:'rival', 'professional', 'active') as rival_subscription \gset

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

-- Inserting ---------------------------------------------------------------------------------------

select tests.act_as(:'owner', :'acme');
select api.create_plant('North') ->> 'id' as north \gset
select is(tests.used(:'acme', 'plants'), 1::bigint, 'a row takes one');
select throws_like(
    $$ select api.create_plants('{South, East, West}') $$,
    '%"code" : "limit_exceeded"%',
    'a statement takes all it writes or nothing'
);
select is(tests.used(:'acme', 'plants'), 1::bigint, 'what is refused is not taken');
select api.create_plants('{South, East}');
select is(tests.used(:'acme', 'plants'), 3::bigint, 'up to the limit');
select throws_like(
    $$ select api.create_plant('West') $$,
    '%feature_": _"plants%',
    'a refusal names the feature'
);
select throws_like(
    $$ select api.create_plant('West') $$,
    '%used_": 3, _"limit_": 3%requested_": 1}%',
    'the limit, what is used of it, and what was asked for'
);
select throws_like(
    $$ select api.create_plant('West') $$,
    '%"hint" : "Lifted by 1 x Extra plant (25.00 USD a month)"%',
    'and the cheapest that lifts it'
);
select results_eq(
    $$ select count(*) from api.plants $$, $$ values (3::bigint) $$, 'nothing else was written'
);
select api.delete_plant(:'north');
select is(tests.used(:'acme', 'plants'), 2::bigint, 'deleting gives back');
select throws_like(
    format($$ select api.delete_plant(%L) $$, :'north'),
    '%"code" : "plant_not_found"%',
    'once'
);
select throws_like(
    $$ select api.create_plants('{}') $$, '%"code" : "invalid_argument"%', 'nothing is no plants'
);
select throws_like(
    $$ select api.create_plant(' ') $$, '%"code" : "invalid_argument"%', 'a plant has a name'
);

select p.id as south from api.plants as p where p.name = 'South' \gset
select tests.act_as(:'rival_owner', :'rival');
select is_empty($$ select from api.plants $$, 'another organization sees none of it');
select throws_like(
    format($$ select api.delete_plant(%L) $$, :'south'),
    '%"code" : "plant_not_found"%',
    'nor can it delete any'
);
select api.create_plants('{A, B, C, D, E}');
select is(tests.used(:'acme', 'plants'), 2::bigint, 'and counts for itself');

-- Other statements --------------------------------------------------------------------------------

select tests.reset_role();
select min(p.id::text) as plant from app.plants as p where p.organization_id = :'acme' \gset
insert into app.plants (organization_id, id, name, created_at)
values (:'acme', :'plant', 'Again', util.now())
on conflict on constraint plants_pkey do nothing;
select is(tests.used(:'acme', 'plants'), 2::bigint, 'a conflict that does nothing takes nothing');
insert into app.plants (organization_id, id, name, created_at)
values
(:'acme', :'plant', 'Again', util.now()),
(:'acme', gen_random_uuid(), 'New', util.now())
on conflict on constraint plants_pkey do update set name = excluded.name;
select is(tests.used(:'acme', 'plants'), 3::bigint, 'one that updates takes what it inserts');
merge into app.plants as p
using (values (:'acme'::uuid)) as s (organization_id)
    on p.organization_id = s.organization_id and p.name = 'New'
when matched then delete;
select is(tests.used(:'acme', 'plants'), 2::bigint, 'merge is counted');
with gone as (
    delete from app.plants as p where p.organization_id = :'acme' and p.name = 'Again'
    returning p.organization_id
)

insert into app.plants (organization_id, name, created_at)
select
    g.organization_id,
    'Moved',
    util.now()
from gone as g;
select is(tests.used(:'acme', 'plants'), 2::bigint, 'and so are both halves of one statement');
update app.plants as p set organization_id = p.organization_id where p.name = 'Moved';
select throws_like(
    format(
        $$ update app.plants as p set organization_id = %L where p.name = 'Moved' $$, :'rival'
    ),
    '%"code" : "counted_rows"%',
    'a row stays with its organization'
);
select throws_like(
    $$ truncate app.plants $$, '%"code" : "counted_rows"%', 'counted rows are not truncated'
);
insert into app.plants (organization_id, name, created_at)
select
    :'acme',
    'None',
    util.now()
where false;
select is(tests.used(:'acme', 'plants'), 2::bigint, 'no rows take nothing');
select is(
    tests.answer_after(
        format($$ select tests.add_plant(%L, 'Third') $$, :'acme'),
        format($$ tests.used(%L, 'plants') $$, :'acme')
    ),
    '3',
    'a subtransaction takes'
);
select is(
    tests.used(:'acme', 'plants'), 2::bigint,
    'and gives back what it took when it is undone'
);
select tests.add_plant(:'acme', 'Third');

-- Above the limit ---------------------------------------------------------------------------------

update billing.subscription_items set quantity = 0 where subscription_id = :'subscription';
select is(tests.used(:'acme', 'plants'), 3::bigint, 'a limit that falls deletes nothing');
select throws_like(
    format($$ select tests.add_plant(%L, 'X') $$, :'acme'),
    '%"code" : "limit_exceeded"%',
    'but more is refused'
);
delete from app.plants where organization_id = :'acme' and name = 'Third';
select tests.add_plant(:'acme', 'Third, again');
select is(
    tests.used(:'acme', 'plants'), 3::bigint,
    'what a transaction has given back it may take again, even above the limit'
);
select throws_like(
    format($$ select tests.add_plant(%L, 'X') $$, :'acme'),
    '%"code" : "limit_exceeded"%',
    'once'
);
update usage.counters set released = 5, released_in = '3' where organization_id = :'acme';
select throws_like(
    format($$ select tests.add_plant(%L, 'X') $$, :'acme'),
    '%"code" : "limit_exceeded"%',
    'what another transaction has given back does not count'
);
update usage.counters set released = 0 where organization_id = :'acme';

-- Modes -------------------------------------------------------------------------------------------

insert into catalog.plan_versions (plan_code, version)
values ('starter', 2)
returning id as soft \gset
insert into catalog.plan_versions (plan_code, version)
values ('starter', 3)
returning id as grace \gset
insert into catalog.plan_features (plan_version_id, feature_code, limit_value, mode)
values (:'soft', 'plants', 3, 'soft'), (:'grace', 'plants', 4, 'grace_then_block');

update billing.subscriptions set plan_version_id = :'soft' where id = :'subscription';
select tests.add_plant(:'acme', 'Fourth');
select is(tests.used(:'acme', 'plants'), 4::bigint, 'a soft limit may be exceeded');
select is(
    tests.exceeded_at(:'acme'),
    null, 'for as long as it likes'
);

update billing.subscriptions set plan_version_id = :'grace' where id = :'subscription';
update identity.organizations set is_sandbox = true where id = :'acme';
select tests.add_plant(:'acme', 'Fifth');
select util.now(:'acme') as began \gset
select is(
    tests.exceeded_at(:'acme'),
    :'began'::timestamptz, 'with grace, the time counts from when it is first exceeded'
);
select util.advance_clock(:'acme', util.now(:'acme') + interval '6 days 23 hours');
select tests.add_plant(:'acme', 'Sixth');
select is(tests.used(:'acme', 'plants'), 6::bigint, 'within it more is allowed');
select is(
    tests.exceeded_at(:'acme'),
    :'began'::timestamptz, 'which begins no other'
);
select util.advance_clock(:'acme', util.now(:'acme') + interval '2 hours');
select throws_like(
    format($$ select tests.add_plant(%L, 'X') $$, :'acme'),
    '%"code" : "limit_exceeded"%grace_then_block%',
    'afterwards it is not'
);
delete from app.plants where organization_id = :'acme' and name in ('Fifth', 'Sixth');
update usage.counters set released = 0 where organization_id = :'acme';
select is(
    tests.exceeded_at(:'acme'),
    null, 'whoever is back within the limit'
);
select tests.add_plant(:'acme', 'Fifth');
select is(
    tests.exceeded_at(:'acme'),
    util.now(:'acme'), 'has another grace'
);

-- Read only ---------------------------------------------------------------------------------------

update billing.subscriptions
set status = 'suspended', access = 'read_only'
where id = :'rival_subscription';
delete from app.plants where organization_id = :'rival' and name = 'E';
select is(
    tests.used(:'rival', 'plants'), 4::bigint, 'the platform deletes what is nobody''s any more'
);
select tests.act_as(:'rival_owner', :'rival');
select throws_like(
    $$ select api.create_plant('X') $$,
    '%"code" : "read_only"%suspended%start_checkout%',
    'an organization that may only read writes nothing'
);
select throws_like(
    format(
        $$ select api.delete_plant(%L) $$, (select min(p.id::text) from api.plants as p)
    ),
    '%"code" : "read_only"%',
    'nor deletes'
);
select results_eq(
    $$ select count(*) from api.plants $$, $$ values (4::bigint) $$, 'but reads everything'
);
select throws_like(
    $$ select api.create_custom_field('Colour') $$,
    '%"code" : "read_only"%',
    'a feature of its plan is to be read, too'
);
select tests.reset_role();
select throws_like(
    format($$ update app.plants set name = 'X' where organization_id = %L $$, :'rival'),
    '%"code" : "read_only"%',
    'nobody changes its rows for it'
);

-- Attaching ---------------------------------------------------------------------------------------

create table app.machines (
    organization_id uuid not null references identity.organizations (id),
    id uuid not null default gen_random_uuid(),
    is_retired boolean,
    primary key (organization_id, id)
);
insert into app.machines (organization_id, is_retired)
values (:'acme', true), (:'acme', null), (:'acme', false), (:'acme', false);
insert into catalog.features (code, name, description, kind, unit, position)
values ('machines', 'Machines', 'In use', 'limit', 'machines', 99);
insert into catalog.plan_features (plan_version_id, feature_code, limit_value)
values (:'grace', 'machines', 3);
select usage.enforce_limit('app.machines', 'machines', 'not is_retired');
select is(
    tests.used(:'acme', 'machines'), 2::bigint,
    'what is there when a limit is attached counts, as far as its condition is true'
);
insert into app.machines (organization_id, is_retired) values (:'acme', true), (:'acme', false);
select is(tests.used(:'acme', 'machines'), 3::bigint, 'and so do new rows');
select throws_like(
    format($$ update app.machines set is_retired = false where organization_id = %L $$, :'acme'),
    '%"code" : "limit_exceeded"%requested_": 3%',
    'a row that begins to count takes'
);
update app.machines set is_retired = true where organization_id = :'acme';
select is(tests.used(:'acme', 'machines'), 0::bigint, 'one that ends gives back');
delete from app.machines where organization_id = :'acme';
select is(tests.used(:'acme', 'machines'), 0::bigint, 'and is not counted again when deleted');
select array_agg(t.ctid::text order by t.oid) as triggers
from pg_catalog.pg_trigger as t
where t.tgrelid = 'app.machines'::regclass and not t.tgisinternal \gset
select usage.enforce_limit('app.machines', 'machines', 'not is_retired');
select is(
    (
        select array_agg(t.ctid::text order by t.oid)::text
        from pg_catalog.pg_trigger as t
        where t.tgrelid = 'app.machines'::regclass and not t.tgisinternal
    ),
    :'triggers',
    'attaching again touches nothing'
);
select throws_like(
    $$ select usage.enforce_limit('catalog.plans', 'plants') $$,
    '%"code" : "invalid_argument"%',
    'rows of no organization cannot be counted'
);
select is_empty($$ select * from usage.counter_drifts $$, 'all counters are what they count');
update usage.counters set used = 77 where organization_id = :'acme' and feature_code = 'plants';
select results_eq(
    $$ select d.used, d.counted from usage.counter_drifts as d $$,
    $$ values (77::bigint, 5::bigint) $$,
    'one that were not would show'
);
select usage.reset_counters('plants');
select is_empty($$ select * from usage.counter_drifts $$, 'and can be counted again');

select * from finish();
rollback;
