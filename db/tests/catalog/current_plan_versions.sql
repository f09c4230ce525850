begin;
\ir ../_helpers.sql
select plan(5);

select results_eq(
    $$ select plan_code from catalog.current_plan_versions() order by plan_code $$,
    array['enterprise', 'professional', 'starter'],
    'every plan has a version for sale'
);

select v.id as first from catalog.plan_versions as v where v.plan_code = 'starter' \gset
insert into catalog.plan_versions (plan_code, version) values ('starter', 2);
select is(
    (
        select c.plan_version_id
        from catalog.current_plan_versions() as c
        where c.plan_code = 'starter'
    ),
    :'first'::uuid,
    'a draft is not for sale'
);

insert into catalog.plan_versions (plan_code, version, published_at)
values ('starter', 3, util.now() + interval '1 hour');
select is(
    (
        select c.plan_version_id
        from catalog.current_plan_versions() as c
        where c.plan_code = 'starter'
    ),
    :'first'::uuid,
    'nor is a version before its time'
);

insert into catalog.plan_versions (plan_code, version, published_at)
values ('starter', 4, util.now()) returning id as newest \gset
select is(
    (
        select c.plan_version_id
        from catalog.current_plan_versions() as c
        where c.plan_code = 'starter'
    ),
    :'newest'::uuid,
    'the newest published one is'
);
select is(
    (catalog.price_for(:'first', 'monthly', 'usd')).unit_amount_cents,
    4900::bigint,
    'and who bought the first one still has its price'
);

select * from finish();
rollback;
