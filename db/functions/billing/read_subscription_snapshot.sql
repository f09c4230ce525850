create or replace function billing.read_subscription_snapshot(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_items jsonb;
    v_periods jsonb;
    v_discounts jsonb;
    v_is_incomplete boolean;
begin
    perform billing.assert_fields(
        object, 'id', 'status', 'customer', 'currency', 'created', 'items'
    );

    select
        -- By id, so that the order in which Stripe lists them is no change.
        jsonb_agg(i.item order by i.id),
        jsonb_object_agg(i.id, i.period),
        bool_or(i.is_incomplete)
    into v_items, v_periods, v_is_incomplete
    from (
        select
            coalesce(d.item ->> 'id', '') as id,
            jsonb_build_object(
                'id', d.item -> 'id',
                'price', p.price -> 'id',
                'product', billing.reference_id(p.price -> 'product'),
                'interval', p.price -> 'recurring' -> 'interval',
                'interval_count', p.price -> 'recurring' -> 'interval_count',
                'quantity', coalesce(p.quantity, 0),
                'unit_amount', p.unit_amount,
                -- What is metered is no contract.
                'list_arr', coalesce(
                    billing.annualize_cents(
                        round(p.unit_amount * p.quantity)::bigint,
                        p.price -> 'recurring' ->> 'interval',
                        (p.price -> 'recurring' ->> 'interval_count')::integer
                    ),
                    0
                )
            ) as item,
            jsonb_build_array(
                coalesce(d.item -> 'current_period_start', object -> 'current_period_start'),
                coalesce(d.item -> 'current_period_end', object -> 'current_period_end')
            ) as period,
            num_nulls(
                d.item ->> 'id', p.price ->> 'id', p.price -> 'recurring' ->> 'interval',
                p.price -> 'recurring' ->> 'interval_count',
                coalesce(d.item ->> 'current_period_start', object ->> 'current_period_start'),
                coalesce(d.item ->> 'current_period_end', object ->> 'current_period_end')
            ) > 0
            or (
                p.price -> 'recurring' ->> 'usage_type' is distinct from 'metered'
                and num_nulls(p.unit_amount, p.quantity) > 0
            ) as is_incomplete
        from jsonb_array_elements(object -> 'items' -> 'data') as d (item)
        cross join lateral (
            select
                d.item -> 'price' as price,
                (d.item ->> 'quantity')::bigint as quantity,
                coalesce(
                    d.item -> 'price' ->> 'unit_amount', d.item -> 'price' ->> 'unit_amount_decimal'
                )::numeric as unit_amount
        ) as p
    ) as i;

    if coalesce(v_is_incomplete, true) then
        raise sqlstate 'ST003' using
            message = 'An item has no id, period, quantity, or price with id, amount and interval';
    end if;

    -- Stripe takes off what belongs to an item first, then what belongs to the whole.
    if jsonb_path_exists(object, '$.items.data[*].discounts[*]') then
        select jsonb_agg(
            d.discount || jsonb_build_object('item', i.item -> 'id')
            order by i.item ->> 'id', d.position
        )
        into v_discounts
        from jsonb_array_elements(object -> 'items' -> 'data') as i (item)
        cross join lateral jsonb_array_elements(billing.read_discounts(i.item))
            with ordinality as d (discount, position);
    end if;
    v_discounts = coalesce(v_discounts, '[]') || coalesce(billing.read_discounts(object), '[]');

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'customer', billing.reference_id(object -> 'customer'),
        'status', object -> 'status',
        'pause_reason', object -> 'status_details' -> 'paused' -> 'subscription' -> 'type',
        'collection_paused', nullif(
            jsonb_typeof(object -> 'pause_collection') is not distinct from 'object', false
        ),
        'resumes_at', object -> 'pause_collection' -> 'resumes_at',
        'currency', object -> 'currency',
        'collection_method', object -> 'collection_method',
        'created', object -> 'created',
        'start', coalesce(object -> 'start_date', object -> 'created'),
        'trial_start', object -> 'trial_start',
        'trial_end', object -> 'trial_end',
        'cancel_at_period_end', object -> 'cancel_at_period_end',
        'cancel_at', object -> 'cancel_at',
        'canceled_at', object -> 'canceled_at',
        'ended_at', object -> 'ended_at',
        'cancellation_reason', object -> 'cancellation_details' -> 'reason',
        'latest_invoice', billing.reference_id(object -> 'latest_invoice'),
        'items', v_items,
        'periods', v_periods,
        'discounts', nullif(v_discounts, '[]')
    ));
end
$$;

comment on function billing.read_subscription_snapshot(jsonb) is
'A subscription of any API version in normal form; times in epoch seconds, nothing that is null:
{"id", "customer", "status", "pause_reason", "collection_paused", "resumes_at", "currency",
"collection_method", "created", "start", "trial_start", "trial_end", "cancel_at_period_end",
"cancel_at", "canceled_at", "ended_at", "cancellation_reason", "latest_invoice", "items": [{"id",
"price", "product", "interval", "interval_count", "quantity", "unit_amount", "list_arr"}] by id,
"periods": {item id: [start, end]}, "discounts": those of items (with "item"), then its own, each
as billing.read_discount gives it}. Until 2025-02-24 all items share the period of the
subscription.';
