create or replace function billing.read_subscription_snapshot(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_items jsonb;
    v_periods jsonb;
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
            d.item ->> 'id' as id,
            jsonb_strip_nulls(jsonb_build_object(
                'id', d.item -> 'id',
                'price', d.item -> 'price' -> 'id',
                'product', billing.reference_id(d.item -> 'price' -> 'product'),
                'interval', d.item -> 'price' -> 'recurring' -> 'interval',
                'interval_count', d.item -> 'price' -> 'recurring' -> 'interval_count',
                'quantity', coalesce((d.item ->> 'quantity')::bigint, 0),
                'unit_amount', a.unit_amount,
                -- What is metered is no contract.
                'list_arr', coalesce(
                    billing.annualize_cents(
                        round(a.unit_amount * (d.item ->> 'quantity')::bigint)::bigint,
                        d.item -> 'price' -> 'recurring' ->> 'interval',
                        (d.item -> 'price' -> 'recurring' ->> 'interval_count')::integer
                    ),
                    0
                ),
                'discounts', billing.read_discounts(d.item)
            )) as item,
            jsonb_build_array(
                coalesce(d.item -> 'current_period_start', object -> 'current_period_start'),
                coalesce(d.item -> 'current_period_end', object -> 'current_period_end')
            ) as period,
            coalesce(
                d.item ->> 'id' is null
                or d.item -> 'price' ->> 'id' is null
                or d.item -> 'price' -> 'recurring' ->> 'interval' is null
                or d.item -> 'price' -> 'recurring' ->> 'interval_count' is null
                or (
                    d.item -> 'price' -> 'recurring' ->> 'usage_type' is distinct from 'metered'
                    and (a.unit_amount is null or d.item ->> 'quantity' is null)
                )
                or coalesce(d.item ->> 'current_period_end', object ->> 'current_period_end') is null,
                true
            ) as is_incomplete
        from jsonb_array_elements(object -> 'items' -> 'data') as d (item)
        cross join lateral (
            select coalesce(
                (d.item -> 'price' ->> 'unit_amount')::numeric,
                (d.item -> 'price' ->> 'unit_amount_decimal')::numeric
            ) as unit_amount
        ) as a
    ) as i;

    if coalesce(v_is_incomplete, true) then
        raise sqlstate 'ST003' using
            message = 'An item''s id, price, interval, quantity or period is missing';
    end if;

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
        'discounts', billing.read_discounts(object)
    ));
end
$$;

comment on function billing.read_subscription_snapshot(jsonb) is
'A subscription of any API version in normal form; times in epoch seconds, nothing that is null:
{"id", "customer", "status", "pause_reason", "collection_paused", "resumes_at", "currency",
"collection_method", "created", "start", "trial_start", "trial_end", "cancel_at_period_end", "cancel_at",
"canceled_at", "ended_at", "cancellation_reason", "latest_invoice",
"items": [{"id", "price", "product", "interval", "interval_count", "quantity", "unit_amount", "list_arr",
"discounts"}] by id, "periods": {item id: [start, end]}, "discounts": see billing.read_discount}.
Until 2025-02-24 all items share the period of the subscription.';
