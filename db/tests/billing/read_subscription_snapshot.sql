begin;
\ir ../_helpers.sql
\ir ../_stripe.sql
select plan(9);

select is(
    billing.read_subscription_snapshot(
        tests.stripe_subscription(
            '{"current_period_start": 1, "current_period_end": 2}',
            jsonb_build_array(
                tests.stripe_item('starter_monthly', 1)
                - '{current_period_start,current_period_end}'::text[]
            )
        )
    ) -> 'periods',
    '{"si_starter_monthly": [1, 2]}',
    'until 2025-02-24 the period stands on the subscription'
);
select is(
    billing.read_subscription_snapshot(tests.stripe_subscription()) -> 'periods',
    '{"si_starter_monthly": [1767225600, 1769904000]}',
    'and since then on each item'
);
select is(
    billing.read_subscription_snapshot(tests.stripe_subscription('{
        "customer": {"object": "customer", "id": "cus_9"},
        "latest_invoice": {"object": "invoice", "id": "in_9"}
    }')) @> '{"customer": "cus_9", "latest_invoice": "in_9"}',
    true,
    'a reference may be the whole object'
);
select is(
    billing.read_subscription_snapshot(tests.stripe_subscription('{
        "discount": {"id": "di_1", "end": 5, "coupon": {
            "id": "c", "duration": "repeating", "percent_off": 20, "valid": true
        }}
    }')) -> 'discounts',
    '[{"id": "di_1", "end": 5, "coupon": "c", "duration": "repeating", "percent_off": 20}]',
    'a discount of the old shape shows its coupon'
);
select is(
    billing.read_subscription_snapshot(tests.stripe_subscription(
        '{"discounts": ["di_1", {"id": "di_2", "source": {"type": "coupon", "coupon": {
            "id": "c", "duration": "once", "amount_off": 500, "currency": "usd"
        }}}]}',
        jsonb_build_array(tests.stripe_item('starter_monthly', 1) || '{"discounts": ["di_3"]}')
    )) -> 'discounts',
    '[
        {"id": "di_3", "item": "si_starter_monthly"},
        {"id": "di_1"},
        {
            "id": "di_2", "coupon": "c", "duration": "once", "amount_off": 500, "currency": "usd"
        }
    ]',
    'one of the new shape may be an id alone; those of items come first'
);
select is(
    billing.read_subscription_snapshot(tests.stripe_subscription(
        '{}', jsonb_build_array(tests.stripe_item('addon_users_monthly', 12))
    )) -> 'items' -> 0 -> 'list_arr',
    to_jsonb(500 * 12 * 12),
    'a quantity counts'
);
select is(
    billing.read_subscription_snapshot(tests.stripe_subscription(
        '{}',
        jsonb_build_array(jsonb_set(
            tests.stripe_item('starter_monthly', 1) - 'quantity',
            '{price,recurring,usage_type}', '"metered"'
        ))
    )) -> 'items' -> 0 -> 'list_arr',
    '0',
    'what is metered is no contract'
);
select throws_ok(
    $$ select billing.read_subscription_snapshot(tests.stripe_subscription() - 'status') $$,
    'ST003', 'This subscription has no status',
    'a missing field is named loudly'
);
select throws_ok(
    $$
    select billing.read_subscription_snapshot(tests.stripe_subscription(
        '{}',
        jsonb_build_array(tests.stripe_item('starter_monthly', 1) #- '{price,unit_amount}')
    ))
    $$,
    'ST003', null,
    'and so is one of an item'
);

select * from finish();
rollback;
