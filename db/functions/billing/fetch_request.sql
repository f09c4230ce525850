create or replace function billing.fetch_request(command billing.stripe_commands)
returns jsonb
language sql
immutable
set search_path = ''
as $$
    select
        case
            when (command).progress is null then jsonb_build_object(
                'method', 'GET',
                'path', a.path,
                'params', case (command).params ->> 'object_kind'
                    -- Else these are ids alone.
                    when 'subscription'
                        then '{"expand": ["discounts.source.coupon.applies_to"]}'
                    when 'customer' then '{"expand": ["discount.source.coupon.applies_to"]}'
                    when 'invoice'
                        then '{"expand": ["discounts.source.coupon.applies_to", "payments"]}'
                    else '{}'
                end::jsonb
            )
            else jsonb_build_object(
                'method', 'GET',
                'path', a.path || '/lines',
                'params', jsonb_build_object(
                    'limit', 100,
                    'starting_after',
                    (command).progress -> 'object' -> 'lines' -> 'data' -> -1 -> 'id'
                )
            )
        end
    from (
        select concat_ws(
            '/', billing.stripe_collection((command).params ->> 'object_kind'),
            (command).params ->> 'object_id'
        ) as path
    ) as a
$$;

comment on function billing.fetch_request(billing.stripe_commands) is
'The request that asks for an object, with all that our normal form needs; once it is there, for the
next page of what it has too many of: an invoice shows ten lines.';
