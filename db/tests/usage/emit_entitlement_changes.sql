-- What webhooks tell of entitlements and limits.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(25);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select tests.subscribe(:'acme', 'starter', 'active') as subscription \gset
insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
values
(:'acme', 'https://acme.example.com/', '{*}', :'owner', util.wall_clock()),
(:'rival', 'https://rival.example.com/', '{*}', :'rival_owner', util.wall_clock());

-- What has been told since the last time: features, and how they are granted.
create function tests.told() returns text language sql set search_path = '' as $$
    select pg_catalog.string_agg(
        pg_catalog.concat_ws(
            ' ', e.data ->> 'feature', e.data ->> 'source', e.data ->> 'is_granted',
            e.data ->> 'limit_value', e.data ->> 'access'
        ),
        ', ' order by e.data ->> 'feature'
    )
    from webhooks.events as e
    where e.type = 'entitlement.changed';
$$;
create function tests.news() returns text language plpgsql set search_path = '' as $$
declare
    v_told text;
begin
    delete from webhooks.deliveries;
    delete from webhooks.events where type in ('entitlement.changed', 'customer.state_changed');
    perform usage.queue_customer_states(10);
    v_told = tests.told();
    return v_told;
end
$$;

select is(tests.told(), null, 'what was so when somebody began to listen is no news');
select usage.grant_entitlement(:'acme', 'custom_fields', 'true', 'A trial of it');
select is(tests.news(), 'custom_fields override true full', 'what is granted is told');
select is(tests.news(), null, 'once');
select usage.revoke_entitlement(:'acme', 'custom_fields', 'Enough');
select is(tests.news(), 'custom_fields none false full', 'and what is taken back');
select usage.grant_entitlement(:'acme', 'custom_fields', 'true', 'By mistake');
select usage.revoke_entitlement(:'acme', 'custom_fields', 'Undone');
select is(tests.news(), null, 'what comes and goes at once is not');

-- An override that expires by itself
select usage.grant_entitlement(
    :'acme', 'plants', '7', 'For the season', util.now(:'acme') + interval '10 days'
);
select is(tests.news(), 'plants override true 7 full', 'one for a while is told');
select is(usage.mark_expired_entitlements(null), 0::bigint, 'and holds for that while');
select util.advance_clock(null, util.now() + interval '11 days');
select is(usage.mark_expired_entitlements(null), 1::bigint, 'its end is noticed');
select is(usage.mark_expired_entitlements(null), 0::bigint, 'once');
select is(tests.news(), 'plants plan true 1 full', 'and told');

-- What is bought, and whether it is in force
update billing.subscriptions as s
set plan_version_id = v.plan_version_id
from catalog.current_plan_versions() as v
where s.id = :'subscription' and v.plan_code = 'professional';
select webhooks.mark_state(:'acme');
select matches(tests.news(), 'custom_fields plan true full', 'another plan is told by feature');
update billing.subscriptions set status = 'past_due', access = 'read_only'
where id = :'subscription';
select webhooks.mark_state(:'acme');
select matches(tests.news(), 'plants plan true \d+ read_only', 'so is that nothing may be written');
select doesnt_match(tests.told(), ' false ', 'but nothing of what is not granted either way');
update billing.subscriptions set status = 'active', access = 'full'
where id = :'subscription';
update billing.subscriptions as s
set plan_version_id = v.plan_version_id
from catalog.current_plan_versions() as v
where s.id = :'subscription' and v.plan_code = 'starter';
select webhooks.mark_state(:'acme');
select matches(tests.news(), 'custom_fields none false full', 'and what is no more');
select tests.create_member(:'acme', 'member') as member \gset
insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
values (:'acme', 'https://second.example.com/', '{*}', :'owner', util.wall_clock());
select is(tests.news(), null, 'a second endpoint begins nothing anew');

-- Limits
delete from webhooks.deliveries;
delete from webhooks.events;
select tests.act_as(:'owner', :'acme');
select api.create_plant('North');
select tests.reset_role();
select is(
    (
        select e.data -> 'used' from webhooks.events as e
        where e.type = 'usage.limit_reached' and e.data ->> 'feature' = 'plants'
    ),
    '1',
    'who takes the last of a limit has it told'
);
select tests.act_as(:'owner', :'acme');
select throws_like(
    $$ select api.create_plant('South') $$, '%limit_exceeded%', 'the next is refused'
);
select tests.reset_role();
select is(
    (select count(*) from webhooks.events where type = 'usage.limit_reached'), 1::bigint,
    'and tells nothing'
);

select is(usage.queue_customer_states(10), 1::bigint, 'the whole follows once');
select is(
    (
        select e.data #> '{entitlements,plants,used}' from webhooks.events as e
        where e.type = 'customer.state_changed'
    ),
    '1',
    'with what is used'
);

-- Metered usage
select usage.record_events(
    :'acme', json_build_array(json_build_object(
        'meter',
        'api_calls',
        'quantity',
        5,
        'idempotency_key',
        'k',
        'occurred_at',
        util.now(:'acme')
    ))
);
select is(usage.queue_customer_states(10), 0::bigint, 'what is metered is told after a while');
update webhooks.state_marks set due_at = util.wall_clock();
select is(usage.queue_customer_states(10), 1::bigint, 'which passes');
select isnt_empty(
    $$
        select from webhooks.events as e
        where e.type = 'customer.state_changed'
        and e.data #> '{entitlements,api_calls,used}' = '5'
    $$,
    'with what was used'
);
select usage.record_events(
    :'acme', json_build_array(json_build_object(
        'meter',
        'api_calls',
        'quantity',
        5,
        'idempotency_key',
        'l',
        'occurred_at',
        util.now(:'acme')
    ))
);

select usage.release_limit(:'acme', 'plants', 1);
select
    is(
        usage.queue_customer_states(10),
        1::bigint,
        'giving back is told at once, whatever else might wait'
    );
select is_empty(
    format($$ select from webhooks.events where organization_id = %L $$, :'rival'),
    'the other tenant is told nothing of it'
);

select * from finish();
rollback;
