create or replace function webhooks.stripe_object_kind(event_type text)
returns text
language sql
immutable
begin atomic
    select case
        when stripe_object_kind.event_type in (
            'customer.created', 'customer.updated', 'customer.deleted'
        ) then 'customer'
        when stripe_object_kind.event_type in (
            'customer.subscription.created', 'customer.subscription.updated',
            'customer.subscription.deleted', 'customer.subscription.paused',
            'customer.subscription.resumed', 'customer.subscription.trial_will_end'
        ) then 'subscription'
        when stripe_object_kind.event_type in (
            'checkout.session.completed', 'checkout.session.expired'
        ) then 'checkout.session'
        when stripe_object_kind.event_type in (
            'invoice.created', 'invoice.updated', 'invoice.finalized', 'invoice.paid',
            'invoice.payment_succeeded', 'invoice.payment_failed',
            'invoice.payment_action_required', 'invoice.voided', 'invoice.marked_uncollectible',
            'invoice.upcoming'
        ) then 'invoice'
        when stripe_object_kind.event_type = 'invoice_payment.paid' then 'invoice_payment'
        when stripe_object_kind.event_type = 'charge.refunded' then 'charge'
        when stripe_object_kind.event_type in (
            'charge.dispute.created', 'charge.dispute.closed'
        ) then 'dispute'
        when stripe_object_kind.event_type = 'payment_method.attached' then 'payment_method'
        when stripe_object_kind.event_type like 'price.%' then 'price'
        when stripe_object_kind.event_type like 'product.%' then 'product'
    end;
end;

comment on function webhooks.stripe_object_kind(text) is
'The kind of object whose applier handles this type of event, or null for a type nobody needs.';
