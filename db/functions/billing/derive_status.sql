create or replace function billing.derive_status(
    base_status text,
    hold text,
    reason text,
    out status text,
    out access text,
    out status_reason text
)
language plpgsql
immutable
set search_path = ''
as $$
begin
    access = 'read_only';

    if base_status = 'canceled' then
        status = 'canceled';
        status_reason = reason;
    elsif base_status = 'incomplete_expired' then
        status = 'canceled';
        status_reason = 'first_payment_missing';
    elsif hold = 'staff' then
        -- Customers and their endpoints read this; what the staff wrote is for the staff.
        status = 'suspended';
        status_reason = hold;
    elsif base_status = 'incomplete' then
        -- It grants nothing yet: what there was before stays the primary subscription.
        status = 'incomplete';
        status_reason = 'first_payment_pending';
    elsif base_status = 'unpaid' then
        status = 'suspended';
        status_reason = 'dunning';
    elsif base_status = 'paused' and reason in ('pause_requested', 'system') then
        status = 'paused';
        status_reason = reason;
    elsif base_status = 'paused'
        and reason in ('first_payment_failure', 'final_payment_failure')
    then
        status = 'suspended';
        status_reason = 'dunning';
    elsif base_status = 'paused' then
        -- Until 2025-02-24 Stripe gave no reason, and knew only this one.
        status = 'suspended';
        status_reason = 'trial_ended';
    elsif hold = 'dunning' and reason = 'dunning_read_only' then
        -- It is owed, and counts, but business waits until it is paid.
        status = base_status;
        status_reason = reason;
    elsif hold in ('dunning', 'trial_ended') then
        status = 'suspended';
        status_reason = coalesce(reason, hold);
    elsif hold = 'customer_pause' then
        status = 'paused';
        status_reason = coalesce(reason, hold);
    else
        status = base_status;
        access = 'full';
    end if;
end
$$;

comment on function billing.derive_status(text, text, text) is
'Status and access of a subscription, from what Stripe says (or trialing, active, canceled for one
of our own) and from our hold. reason says why it is paused, held or canceled. The only place that
decides.';
