begin;
\ir ../_helpers.sql
select plan(1);

select results_eq(
    $$
    select c.base_status, c.hold, c.reason, d.status, d.access, d.status_reason
    from (
        values
        ('trialing', 'none', null),
        ('active', 'none', null),
        ('past_due', 'none', null),
        ('incomplete', 'none', null),
        ('incomplete_expired', 'none', null),
        ('unpaid', 'none', null),
        ('canceled', 'none', 'cancellation_requested'),
        ('paused', 'none', 'pause_requested'),
        ('paused', 'none', 'system'),
        ('paused', 'none', 'trial_end_without_payment_method'),
        ('paused', 'none', null),
        ('paused', 'none', 'final_payment_failure'),
        ('paused', 'none', 'first_payment_failure'),
        ('active', 'customer_pause', null),
        ('past_due', 'dunning', null),
        ('trialing', 'trial_ended', 'trial_used'),
        ('active', 'staff', 'fraud'),
        ('incomplete', 'staff', null),
        ('paused', 'staff', 'fraud'),
        ('canceled', 'staff', null)
    ) as c (base_status, hold, reason)
    cross join lateral billing.derive_status(c.base_status, c.hold, c.reason) as d
    $$,
    $$
    values
    ('trialing', 'none', null, 'trialing', 'full', null),
    ('active', 'none', null, 'active', 'full', null),
    ('past_due', 'none', null, 'past_due', 'full', null),
    ('incomplete', 'none', null, 'incomplete', 'read_only', 'first_payment_pending'),
    ('incomplete_expired', 'none', null, 'canceled', 'read_only', 'first_payment_missing'),
    ('unpaid', 'none', null, 'suspended', 'read_only', 'dunning'),
    (
        'canceled', 'none', 'cancellation_requested',
        'canceled', 'read_only', 'cancellation_requested'
    ),
    ('paused', 'none', 'pause_requested', 'paused', 'read_only', 'pause_requested'),
    ('paused', 'none', 'system', 'paused', 'read_only', 'system'),
    ('paused', 'none', 'trial_end_without_payment_method', 'suspended', 'read_only', 'trial_ended'),
    ('paused', 'none', null, 'suspended', 'read_only', 'trial_ended'),
    ('paused', 'none', 'final_payment_failure', 'suspended', 'read_only', 'dunning'),
    ('paused', 'none', 'first_payment_failure', 'suspended', 'read_only', 'dunning'),
    ('active', 'customer_pause', null, 'paused', 'read_only', 'customer_pause'),
    ('past_due', 'dunning', null, 'suspended', 'read_only', 'dunning'),
    ('trialing', 'trial_ended', 'trial_used', 'suspended', 'read_only', 'trial_used'),
    ('active', 'staff', 'fraud', 'suspended', 'read_only', 'staff'),
    ('incomplete', 'staff', null, 'suspended', 'read_only', 'staff'),
    ('paused', 'staff', 'fraud', 'suspended', 'read_only', 'staff'),
    ('canceled', 'staff', null, 'canceled', 'read_only', null)
    $$,
    'status, access and reason follow from what Stripe says and from our hold'
);

select * from finish();
rollback;
