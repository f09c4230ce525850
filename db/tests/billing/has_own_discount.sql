-- A customer's own discount counts for its subscriptions that have none, whenever it becomes known.
begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(11);

select tests.create_organization('acme') as acme \gset
select tests.create_organization('rival') as rival \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme'), ('cus_2', 'customer', :'rival');

create function tests.customer(discount text)
returns jsonb
language sql
set search_path = ''
as $$
select pg_catalog.jsonb_build_object(
    'object', 'customer', 'id', 'cus_1', 'created', 1767225500,
    'discount', case
        when customer.discount is not null then pg_catalog.jsonb_build_object(
            'id', 'di_' || customer.discount,
            'end', case customer.discount when 'two_months' then 1767225700 end,
            'source', '{"coupon": {"id": "half", "duration": "repeating", "percent_off": 50}}'::jsonb
        )
    end
);
$$;

create function tests.worth()
returns table (from_second bigint, arr bigint)
language sql
set search_path = ''
as $$
select h.from_second, h.arr
from tests.history(
    (select o.organization_id from billing.stripe_objects as o where o.stripe_id = 'cus_1')
) as h
order by h.from_second;
$$;

select tests.deliver('a', 'customer.subscription.created', 0, tests.stripe_subscription());
select results_eq(
    $$ select * from tests.worth() $$, $$ values (0::bigint, 58800::bigint) $$,
    'a subscription at its full price'
);
select tests.deliver('c', 'customer.updated', 20, tests.customer('forever'));
select results_eq(
    $$ select * from tests.worth() $$,
    $$ values (0::bigint, 58800::bigint), (20, 29400) $$,
    'its customer gets half off'
);
select results_eq(
    $$ select s.net_arr_cents, s.discount -> 0 ->> 'coupon' from billing.subscriptions as s $$,
    $$ values (29400::bigint, 'half') $$,
    'and so does the subscription'
);
select tests.deliver('d', 'customer.updated', 40, tests.customer(null));
select results_eq(
    $$ select * from tests.worth() $$,
    $$ values (0::bigint, 58800::bigint), (20, 29400), (40, 58800) $$,
    'until it is taken away'
);
select tests.deliver('b', 'customer.updated', 10, tests.customer('forever'));
select results_eq(
    $$ select * from tests.worth() $$,
    $$ values (0::bigint, 58800::bigint), (10, 29400), (40, 58800) $$,
    'what is told late becomes part of the past'
);
select tests.deliver(
    'e', 'customer.subscription.updated', 30,
    tests.stripe_subscription('{"discounts": [{
        "id": "di_own",
        "source": {"coupon": {"id": "tenth", "duration": "forever", "percent_off": 10}}
    }]}')
);
select results_eq(
    $$ select * from tests.worth() $$,
    $$ values (0::bigint, 58800::bigint), (10, 29400), (30, 52920) $$,
    'its own discount takes the place of the customer''s, and stays'
);
select tests.deliver('f', 'customer.subscription.updated', 50, tests.stripe_subscription());
select tests.deliver('g', 'customer.updated', 60, tests.customer('two_months'));
select results_eq(
    $$ select * from tests.worth() $$,
    $$
    values (0::bigint, 58800::bigint), (10, 29400), (30, 52920), (50, 58800), (60, 29400),
    (100, 58800)
    $$,
    'one that ends does so by itself'
);
select tests.deliver(
    'h', 'customer.subscription.updated', 70,
    tests.stripe_subscription('{"default_payment_method": "pm_1"}')
);
select tests.deliver(
    'i', 'customer.subscription.updated', 110,
    tests.stripe_subscription('{"latest_invoice": "in_9"}')
);
select results_eq(
    $$ select s.net_arr_cents, s.discount from billing.subscriptions as s $$,
    $$ values (58800::bigint, null::jsonb) $$,
    'and is gone from the present, too'
);
select is_empty(
    format('select * from billing.replay_differences(%L)', :'acme'),
    'the stored history is what the events give'
);
select tests.deliver('j', 'customer.updated', 120, '{
    "object": "customer", "id": "cus_1", "created": 1767225500,
    "discount": {"id": "di_id_alone", "source": {"coupon": "half"}}
}');
select is(
    (select o.refetch_reason from billing.stripe_objects as o where o.stripe_id = 'cus_1'),
    'unknown_discount',
    'a discount that is not shown in full is asked for'
);
select is(
    (
        select count(*) from billing.subscription_versions as v
        where v.organization_id = :'rival'
    ),
    0::bigint,
    'and nobody else gets any of it'
);

select * from finish();
rollback;
