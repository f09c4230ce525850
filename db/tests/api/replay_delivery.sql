-- Deliveries are sent again by who looks after webhooks, and not without end.
begin;
\ir ../_helpers.sql
select plan(5);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset
insert into webhooks.endpoints (organization_id, url, event_types, created_by, created_at)
values (:'acme', 'https://acme.example.com/', '{*}', :'owner', util.wall_clock())
returning id as endpoint \gset

select tests.act_as(:'owner', :'acme');
select api.send_test_event(:'endpoint') ->> 'id' as delivery \gset
select is(
    api.replay_delivery(:'delivery') ->> 'id', :'delivery', 'the owner has it sent again'
);
select tests.act_as(:'member', :'acme');
select throws_like(
    format($$ select api.replay_delivery(%L) $$, :'delivery'), '%"role_required"%',
    'a member does not'
);
select tests.act_as(:'rival_owner', :'rival');
select throws_like(
    format($$ select api.replay_delivery(%L) $$, :'delivery'), '%"delivery_not_found"%',
    'nobody else knows of it'
);

select tests.reset_role();
update identity.throttles set tries = 1000 where key = 'webhook_replays:' || :'acme';
select tests.act_as(:'owner', :'acme');
select throws_like(
    format($$ select api.replay_delivery(%L) $$, :'delivery'), '%"too_many_tries"%',
    'a thousand times in a quarter of an hour are enough'
);
select tests.act_as_staff();
select is(
    admin.retry_delivery(:'delivery', 'They asked') ->> 'id', :'delivery', 'the staff still can'
);

select * from finish();
rollback;
