begin;
\ir ../_helpers.sql
select plan(7);

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

select * from finish();
rollback;
