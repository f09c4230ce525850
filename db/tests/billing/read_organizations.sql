begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(1);

select results_eq(
    format(
        $$ select * from billing.read_organizations(%L) $$,
        array[
            'no JSON',
            tests.stripe_event('1', 'customer.created', 0, '{
                "object": "customer", "id": "cus_1", "name": "Acme", "created": 5,
                "metadata": {"org_id": "5ba1e0a5-0000-4000-8000-000000000001"}
            }'),
            tests.stripe_event('2', 'customer.updated', 0, '{
                "object": "customer", "id": "cus_2", "email": "b@example.com", "created": 6
            }'),
            tests.stripe_event('3', 'checkout.session.completed', 0, '{
                "object": "checkout.session", "id": "cs_1", "customer": {"id": "cus_2"},
                "client_reference_id": "5BA1E0A5-0000-4000-8000-000000000002"
            }'),
            tests.stripe_event('4', 'invoice.created', 0, tests.stripe_invoice()),
            tests.stripe_event('5', 'product.created', 0, '{
                "object": "product", "id": "prod_1",
                "metadata": {"org_id": "5ba1e0a5-0000-4000-8000-000000000003"}
            }')
        ]
    ),
    $$
    values
    ('5ba1e0a5-0000-4000-8000-000000000001'::uuid, 'cus_1', 'Acme', 5::bigint),
    (null, 'cus_2', 'b@example.com', 6),
    ('5ba1e0a5-0000-4000-8000-000000000002', 'cus_2', null, null)
    $$,
    'events tell which organizations there are, whose customers, and how they are called'
);

select * from finish();
rollback;
