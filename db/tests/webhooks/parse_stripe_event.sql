begin;
\ir ../_helpers.sql
select plan(3);

select is(
    webhooks.parse_stripe_event('{"id": "evt_1", "name": "\u00fc\ud83d\ude00"}'),
    '{"id": "evt_1", "name": "ü😀"}',
    'a body is read'
);
select is(
    array(
        select webhooks.parse_stripe_event(b.body)
        from unnest(array['', '{', '{"a": NaN}', '{"a": "\u0000"}', '"\ud800"', '1e999999'])
            as b (body)
    ),
    array_fill(null::jsonb, array[6]),
    'what is no JSON that can be stored is nothing'
);
select is(
    webhooks.parse_stripe_event(repeat('[', 100000)), null,
    'nor is what has no bottom'
);

select * from finish();
rollback;
