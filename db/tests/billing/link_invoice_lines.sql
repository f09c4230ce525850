begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(3);

select tests.create_organization('acme') as acme \gset
insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
values ('cus_1', 'customer', :'acme');

create function tests.line_prices()
returns table (lookup_key text)
language sql
set search_path = ''
as $$
select p.lookup_key
from billing.invoice_lines as l
left join catalog.prices as p on l.price_id = p.id
order by l.position;
$$;

select tests.deliver(
    '1', 'invoice.finalized', 1,
    replace(tests.stripe_invoice()::text, 'price_starter_monthly', 'price_late')::jsonb
);
select results_eq(
    $$ select * from tests.line_prices() $$, $$ values (null::text) $$,
    'a line may come before anybody knows its price'
);
select catalog.link_stripe_price('starter_annual', 'price_other', 'prod_1');
select results_eq(
    $$ select * from tests.line_prices() $$, $$ values (null::text) $$,
    'another price is not it'
);
select catalog.link_stripe_price('starter_monthly', 'price_late', 'prod_1');
select results_eq(
    $$ select * from tests.line_prices() $$, $$ values ('starter_monthly') $$,
    'the line learns what it bills as soon as that is known'
);

select * from finish();
rollback;
