create or replace function billing.project_object(
    claimed billing.stripe_objects,
    object_kind text,
    state jsonb,
    previous_state jsonb,
    at timestamptz
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    case object_kind
        when 'subscription' then
            perform billing.project_subscription(claimed, state, previous_state);
        when 'customer' then
            perform billing.project_customer(claimed, state, at);
        when 'checkout.session' then
            perform billing.project_checkout_session(claimed, state, at);
        when 'invoice' then
            perform billing.project_invoice(claimed, state, previous_state);
        when 'invoice_payment' then
            perform billing.project_invoice_payments(
                (claimed).organization_id, state ->> 'invoice', jsonb_build_array(state)
            );
        when 'charge' then
            perform billing.project_charge((claimed).organization_id, state);
        when 'dispute' then
            perform billing.project_dispute((claimed).organization_id, state);
        when 'payment_method' then
            perform billing.project_payment_method((claimed).organization_id, state);
    end case;
end
$$;

comment on function billing.project_object(
    billing.stripe_objects, text, jsonb, jsonb, timestamptz
) is
'Brings our rows to the latest state of an object of any kind, told at that moment; previous_state
is what was the latest before, or null to write all of it.';
