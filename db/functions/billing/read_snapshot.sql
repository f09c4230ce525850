create or replace function billing.read_snapshot(object jsonb, event_type text default null)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    case object ->> 'object'
        when 'subscription' then
            return billing.price_subscription(billing.read_subscription_snapshot(object))
                || case
                    when event_type = 'customer.subscription.deleted' then '{"status": "canceled"}'
                    else '{}'
                end::jsonb;
        when 'customer' then
            return billing.read_customer_snapshot(object)
                || case
                    when event_type = 'customer.deleted' then '{"deleted": true}'
                    else '{}'
                end::jsonb;
        when 'checkout.session' then
            return billing.read_checkout_session_snapshot(object);
        when 'invoice' then
            return billing.read_invoice_snapshot(object);
        when 'invoice_payment' then
            return billing.read_invoice_payment_snapshot(object);
        when 'charge' then
            return billing.read_charge_snapshot(object);
        when 'dispute' then
            return billing.read_dispute_snapshot(object);
        when 'payment_method' then
            return billing.read_payment_method_snapshot(object);
        else
            return null;
    end case;
end
$$;

comment on function billing.read_snapshot(jsonb, text) is
'What Stripe says an object is, in the normal form of its kind, a subscription with our prices. The
event adds the end of a subscription or a customer, whose object may not show it. Null for a kind of
which nothing is kept.';
