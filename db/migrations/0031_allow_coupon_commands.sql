-- A coupon is redeemed for a subscription by a command.

alter table billing.stripe_commands
-- squawk-ignore ban-drop-constraint
drop constraint stripe_commands_kind_check,
add constraint stripe_commands_kind_check
check (
    kind in (
        'customer.create', 'customer.update', 'checkout_session.create',
        'checkout_session.expire', 'portal_session.create', 'subscription.change_plan',
        'subscription.set_add_on', 'subscription.cancel_at_period_end',
        'subscription.undo_cancellation', 'subscription.cancel_now', 'subscription.pause',
        'subscription.resume', 'subscription.extend_trial', 'subscription.apply_coupon',
        'refund.create', 'invoice.pay', 'object.fetch', 'objects.list'
    )
) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table billing.stripe_commands validate constraint stripe_commands_kind_check;
