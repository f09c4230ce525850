-- What webhooks tell of entitlements and limits.
begin;
\ir ../_helpers.sql
\ir ../_usage.sql
select plan(9);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
select tests.subscribe(:'acme', 'starter', 'active') as subscription \gset
insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
values
(:'acme', 'https://acme.example.com/', '{*}', :'owner', util.wall_clock()),
(:'rival', 'https://rival.example.com/', '{*}', :'rival_owner', util.wall_clock());
select usage.queue_customer_states(10);
delete from webhooks.deliveries;
delete from webhooks.events;

select usage.grant_entitlement(:'acme', 'custom_fields', 'true', 'A trial of it');
select is(
    (
        select e.data -> 'is_granted' from webhooks.events as e
        where e.type = 'entitlement.changed'
    ),
    'true',
    'what is granted is told'
);
select usage.revoke_entitlement(:'acme', 'custom_fields', 'Enough');
select is(
    (select count(*) from webhooks.events where type = 'entitlement.changed'), 2::bigint,
    'and what is taken back'
);

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
select usage.release_limit(:'acme', 'plants', 1);
select is(usage.queue_customer_states(10), 1::bigint, 'giving back is told, too');
select is_empty(
    format($$ select from webhooks.events where organization_id = %L $$, :'rival'),
    'the other tenant is told nothing of it'
);

select * from finish();
rollback;
