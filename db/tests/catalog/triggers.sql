-- What somebody has bought under a plan version stays what it was.
begin;
\ir ../_helpers.sql
select plan(17);

select v.id as published from catalog.plan_versions as v where v.plan_code = 'starter' \gset
select r.id as price from catalog.prices as r where r.lookup_key = 'starter_monthly' \gset
select r.id as add_on_price
from catalog.prices as r
where r.lookup_key = 'addon_users_monthly' \gset

select throws_like(
    format('update catalog.plan_versions set version = 9 where id = %L', :'published'),
    '%"published_immutable"%',
    'a published version cannot be renumbered'
);
select throws_like(
    format('update catalog.plan_versions set published_at = null where id = %L', :'published'),
    '%"published_immutable"%',
    'nor taken back'
);
select throws_like(
    format('delete from catalog.plan_versions where id = %L', :'published'),
    '%"published_immutable"%',
    'nor deleted'
);
select throws_like(
    format('update catalog.prices set unit_amount_cents = 1 where id = %L', :'price'),
    '%"published_immutable"%',
    'its price cannot be changed'
);
select throws_like(
    format('delete from catalog.prices where id = %L', :'price'),
    '%"published_immutable"%',
    'nor deleted'
);
select throws_like(
    format('update catalog.prices set unit_amount_cents = 1 where id = %L', :'add_on_price'),
    '%"published_immutable"%',
    'the price of an add-on cannot be changed'
);
select throws_like(
    $$ update catalog.add_ons set amount_per_unit = 2 where code = 'users' $$,
    '%"published_immutable"%',
    'nor what one unit of it gives'
);
select lives_ok(
    $$ update catalog.add_ons set description = 'One more colleague' where code = 'users' $$,
    'its description is only a text'
);
select throws_like(
    format(
        $$ update catalog.plan_features set limit_value = 99
        where plan_version_id = %L and feature_code = 'users' $$,
        :'published'
    ),
    '%"published_immutable"%',
    'a limit of a published version cannot be changed'
);
select throws_like(
    format(
        $$ insert into catalog.plan_features (plan_version_id, feature_code) values (%L, 'sso') $$,
        :'published'
    ),
    '%"published_immutable"%',
    'nor can it grant something more'
);
select throws_like(
    format('delete from catalog.plan_features where plan_version_id = %L', :'published'),
    '%"published_immutable"%',
    'nor something less'
);
select lives_ok(
    format(
        $$ insert into catalog.prices
        (lookup_key, plan_version_id, cycle, currency, unit_amount_cents)
        values ('starter_monthly_eur', %L, 'monthly', 'eur', 4500) $$,
        :'published'
    ),
    'a price in another currency may still be added'
);

insert into catalog.plan_versions (plan_code, version) values ('starter', 2)
returning id as draft \gset
insert into catalog.plan_features (plan_version_id, feature_code, limit_value)
values (:'draft', 'users', 5);
insert into catalog.prices (lookup_key, plan_version_id, cycle, currency, unit_amount_cents)
values ('starter_2_monthly', :'draft', 'monthly', 'usd', 5900);

select lives_ok(
    format(
        'update catalog.plan_features set limit_value = 4 where plan_version_id = %L', :'draft'
    ),
    'a draft can be changed'
);
select throws_like(
    format(
        $$ update catalog.plan_features set plan_version_id = %L where plan_version_id = %L $$,
        :'published', :'draft'
    ),
    '%"published_immutable"%',
    'but not moved into what is published'
);
select lives_ok(
    format(
        'update catalog.prices set unit_amount_cents = 5500 where plan_version_id = %L', :'draft'
    ),
    'a draft''s price can be changed'
);
select lives_ok(
    format('update catalog.plan_versions set published_at = util.now() where id = %L', :'draft'),
    'a draft can be published'
);
select throws_like(
    format('update catalog.prices set unit_amount_cents = 1 where plan_version_id = %L', :'draft'),
    '%"published_immutable"%',
    'and from then on it stays'
);

select * from finish();
rollback;
