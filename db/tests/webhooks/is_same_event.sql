begin;
\ir ../_helpers.sql
select plan(1);

select results_eq(
    $$
    select webhooks.is_same_event(c.stored, c.stored || c.change)
    from (
        values ('{
            "id": "evt_1", "type": "invoice.paid", "created": 1, "livemode": false,
            "api_version": "b", "pending_webhooks": 1, "data": {"object": {"id": "in_1", "a": 1}}
        }'::jsonb)
    ) as e (stored)
    cross join lateral (
        values
        (1, e.stored, '{}'::jsonb),
        (2, e.stored, '{"pending_webhooks": 3}'),
        (3, e.stored, '{"created": 2}'),
        (4, e.stored, '{"data": {"object": {"id": "in_1", "a": 2}}}'),
        (5, e.stored, '{"api_version": "a", "data": {"object": {"id": "in_1", "old": 1}}}'),
        (6, e.stored, '{"api_version": "a", "data": {"object": {"id": "in_2"}}}'),
        (7, e.stored, '{"api_version": "a", "type": "invoice.voided"}')
    ) as c (number, stored, change)
    order by c.number
    $$,
    $$ values (true), (true), (false), (false), (true), (false), (false) $$,
    'a repeated delivery or a rendering in another version is the same; anything else is not'
);

select * from finish();
rollback;
