create or replace function webhooks.redacted_object(object jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
    return case jsonb_typeof(object)
        when 'array' then (
            select coalesce(jsonb_agg(webhooks.redacted_object(e.value) order by e.place), '[]')
            from jsonb_array_elements(object) with ordinality as e (value, place)
        )
        when 'object' then (
            select
                coalesce(
                    jsonb_object_agg(
                        e.key,
                        case
                            when e.key = any(
                                '{
                                    email, phone, address, shipping, billing_details,
                                    customer_details, customer_email, customer_name,
                                    customer_phone, customer_address, customer_shipping,
                                    customer_tax_ids, receipt_email, individual_name
                                }'
                            ) then 'null'::jsonb
                            when e.key = 'name' and object ->> 'object' = 'customer' then 'null'
                            -- What another value was before: an object without its kind.
                            when e.key = 'previous_attributes'
                                then webhooks.redacted_object(e.value - 'name')
                            else webhooks.redacted_object(e.value)
                        end
                    ),
                    '{}'
                )
            from jsonb_each(object) as e
        )
        else object
    end;
end
$$;

comment on function webhooks.redacted_object(jsonb) is
'An object or event of Stripe''s without what is personal in it: the projection of which replay
gives the same subscriptions, invoices and payments.';
