create or replace function billing.stripe_command_fields()
returns table (kind text, field text, type text, is_required boolean)
language sql
immutable
set search_path = ''
as $$
    values
    ('customer.update', 'name', 'text', false),
    ('customer.update', 'email', 'text', false),
    ('checkout_session.expire', 'checkout_session_id', 'uuid', true),
    ('subscription.change_plan', 'subscription_id', 'uuid', true),
    ('subscription.change_plan', 'price_id', 'uuid', true),
    ('subscription.change_plan', 'is_prorated', 'boolean', true),
    ('subscription.change_plan', 'effective_at', 'timestamptz', false),
    ('subscription.set_add_on', 'subscription_id', 'uuid', true),
    ('subscription.set_add_on', 'add_on_code', 'text', true),
    ('subscription.set_add_on', 'quantity', 'count', true),
    ('subscription.set_add_on', 'is_prorated', 'boolean', true),
    ('subscription.set_add_on', 'effective_at', 'timestamptz', false),
    ('subscription.cancel_at_period_end', 'subscription_id', 'uuid', true),
    ('subscription.cancel_at_period_end', 'reason', 'text', false),
    ('subscription.cancel_at_period_end', 'feedback', 'text', false),
    ('subscription.cancel_at_period_end', 'comment', 'text', false),
    ('subscription.undo_cancellation', 'subscription_id', 'uuid', true),
    ('subscription.cancel_now', 'subscription_id', 'uuid', true),
    ('subscription.cancel_now', 'reason', 'text', false),
    ('subscription.cancel_now', 'feedback', 'text', false),
    ('subscription.cancel_now', 'comment', 'text', false),
    ('subscription.pause', 'subscription_id', 'uuid', true),
    ('subscription.pause', 'resumes_at', 'timestamptz', false),
    ('subscription.resume', 'subscription_id', 'uuid', true),
    ('subscription.extend_trial', 'subscription_id', 'uuid', true),
    ('subscription.extend_trial', 'trial_ends_at', 'timestamptz', true),
    ('subscription.apply_coupon', 'subscription_id', 'uuid', true),
    ('subscription.apply_coupon', 'coupon_code', 'text', true),
    ('refund.create', 'payment_id', 'uuid', true),
    ('refund.create', 'amount_cents', 'count', false),
    ('refund.create', 'reason', 'text', false),
    ('invoice.pay', 'invoice_id', 'uuid', true),
    ('object.fetch', 'object_kind', 'text', true),
    ('object.fetch', 'object_id', 'text', true),
    ('objects.list', 'object_kind', 'text', true),
    ('objects.list', 'since', 'count', false)
$$;

comment on function billing.stripe_command_fields() is
'The params of each kind of command; a kind that is not listed has none. Ids are ours (but
object_id is Stripe''s), amounts cents, since epoch seconds, a count is a whole number that is not
negative. is_prorated: whether a change is billed at once; if not, effective_at is the end of the
period that is paid for.';
