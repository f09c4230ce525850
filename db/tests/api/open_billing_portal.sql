begin;
\ir ../_helpers.sql
select plan(13);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'admin') as admin \gset
select tests.create_member(:'acme', 'member') as member \gset
select tests.create_organization('rival') as rival \gset
select tests.create_member(:'rival', 'owner') as rival_owner \gset

select tests.act_as(:'member', :'acme');
select throws_like(
    $$ select api.open_billing_portal() $$,
    '%"role_required"%',
    'a plain member cannot open the portal'
);

select tests.act_as(:'admin', :'acme');
select is(
    api.open_billing_portal()::jsonb - 'id',
    '{
        "kind": "portal_session.create", "status": "queued", "result_url": null, "error": null
    }'::jsonb,
    'who manages billing gets a command to poll'
);
select is(current_setting('response.status'), '202', 'with 202');
select results_eq(
    $$ select kind from api.commands order by kind $$,
    array['customer.create', 'portal_session.create'],
    'an organization that Stripe does not know becomes a customer first'
);

select tests.reset_role();
select results_eq(
    $$
    select d.kind
    from billing.stripe_commands as c inner join billing.stripe_commands as d on c.depends_on = d.id
    where c.kind = 'portal_session.create'
    $$,
    array['customer.create'],
    'which the portal waits for'
);
insert into billing.customers (organization_id, stripe_customer_id, created_at)
values (:'rival', 'cus_rival', util.now());

select tests.act_as(:'rival_owner', :'rival');
select is_empty($$ select 1 from api.commands $$, 'another tenant sees nothing of it');
select api.open_billing_portal();
select results_eq(
    $$ select kind from api.commands $$,
    array['portal_session.create'],
    'and as a customer already waits for nothing'
);

select api.open_billing_portal() ->> 'id' as first \gset
select is(
    (select array_agg(c.id) from api.commands as c), array[:'first'::uuid],
    'clicking again while it is under way is the same command'
);
select tests.reset_role();
update billing.stripe_commands set status = 'succeeded', finished_at = util.wall_clock()
where id = :'first';
select tests.act_as(:'rival_owner', :'rival');
select isnt(
    api.open_billing_portal() ->> 'id', :'first', 'a link that was given is not given twice'
);
select is((select count(*) from api.commands), 2::bigint, 'for it lives for minutes only');

-- Stripe is not called without end ----------------------------------------------------------------

select tests.reset_role();
update billing.stripe_commands set status = 'succeeded', finished_at = util.wall_clock()
where finished_at is null;
update identity.throttles set tries = 119 where key = 'stripe:' || :'rival';
select tests.act_as(:'rival_owner', :'rival');
select api.open_billing_portal();
select lives_ok(
    $$ select api.open_billing_portal() $$,
    'the hundred and twentieth is answered, and as long as it is under way it is the answer'
);
select tests.reset_role();
update billing.stripe_commands set status = 'succeeded', finished_at = util.wall_clock()
where finished_at is null;
select tests.act_as(:'rival_owner', :'rival');
select throws_like(
    $$ select api.open_billing_portal() $$,
    '%"code" : "too_many_tries"%',
    'the next one must wait'
);
select tests.act_as(:'admin', :'acme');
select lives_ok($$ select api.open_billing_portal() $$, 'but no other organization');

select * from finish();
rollback;
