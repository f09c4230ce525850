begin;
\ir ../_helpers.sql
select plan(10);

select is(
    (select count(*) from catalog.stripe_price_list()),
    12::bigint,
    'three plans and three add-ons, by month and by year'
);
select results_eq(
    $$
    select product_code, product_name, unit_amount_cents, currency, recurring_interval, metadata
    from catalog.stripe_price_list()
    where lookup_key in ('professional_annual', 'addon_storage_monthly')
    order by lookup_key
    $$,
    $$
    values
    (
        'addon_storage'::text, 'Extra storage'::text, 50::bigint, 'usd'::text, 'month'::text,
        '{"add_on_code": "storage"}'::jsonb
    ),
    (
        'professional', 'Professional', 214900, 'usd', 'year',
        '{"plan_code": "professional", "plan_version": "1"}'
    )
    $$,
    'the list says what Stripe needs to know'
);

insert into catalog.plan_versions (plan_code, version) values ('starter', 2) returning
    id as draft
\gset
insert into catalog.prices (lookup_key, plan_version_id, cycle, currency, unit_amount_cents)
values ('starter_2_monthly', :'draft', 'monthly', 'usd', 5900);
select is(
    (select count(*) from catalog.stripe_price_list()),
    12::bigint,
    'a draft stays at home'
);

select r.id as price from catalog.prices as r where r.lookup_key = 'starter_monthly' \gset
select is(
    catalog.current_stripe_price_id(:'price'), null, 'a price is not known to Stripe at first'
);

select catalog.link_stripe_price('starter_monthly', 'price_one', 'prod_one');
select is(catalog.current_stripe_price_id(:'price'), 'price_one', 'then it is linked');

select catalog.link_stripe_price('starter_monthly', 'price_two', 'prod_one');
select is(catalog.current_stripe_price_id(:'price'), 'price_two', 'the price linked last is sold');

select catalog.link_stripe_price('starter_monthly', 'price_one', 'prod_one');
select is(
    (
        select l.stripe_price_id
        from catalog.stripe_price_list() as l
        where l.lookup_key = 'starter_monthly'
    ),
    'price_one',
    'linking again brings an old one back'
);
select is(
    (select count(*) from catalog.stripe_prices as s where s.price_id = :'price'),
    2::bigint,
    'and both are remembered'
);
select throws_like(
    $$ select catalog.link_stripe_price('starter_annual', 'price_one', 'prod_one') $$,
    '%"price_already_linked"%',
    'a Stripe price never becomes another of ours'
);
select throws_like(
    $$ select catalog.link_stripe_price('golden_monthly', 'price_three', 'prod_three') $$,
    '%"price_not_found"%',
    'an unknown lookup key is refused'
);

select * from finish();
rollback;
