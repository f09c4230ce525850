-- The list of all letters; whoever queues a new one adds it here. Repeatable: rows follow this
-- file, save that a kind some letter is of stays for its sake.
with wanted (kind, category, is_optional, description) as (
    values
    ('verify_email', 'account', false, 'Somebody has to show that an address is theirs'),
    ('reset_password', 'account', false, 'Somebody asked for a new password'),
    ('second_factor_added', 'account', false, 'Signing in needs a code of a phone from now on'),
    ('second_factor_removed', 'account', false, 'Signing in needs no code any more'),
    ('recovery_code_used', 'account', false, 'Somebody came in by a recovery code'),
    ('invitation', 'account', false, 'Somebody is invited into an organization'),
    ('invoice_issued', 'billing', false, 'An invoice of ours is there, to be paid by transfer'),
    ('invoice_overdue', 'billing', false, 'A transfer is overdue; what follows, and when'),
    ('payment_succeeded', 'billing', false, 'An invoice was paid'),
    ('payment_failed', 'billing', false, 'A payment failed, or waits for the payer'),
    ('payment_reminder', 'billing', false, 'An invoice is still unpaid; what follows, and when'),
    ('trial_ending', 'trial', true, 'A trial ends in 7, 3 or 1 days'),
    ('trial_ended', 'trial', false, 'A trial is over, and nothing was bought'),
    ('plan_changed', 'billing', false, 'Plan, cycle or add-ons are others now'),
    ('subscription_canceled', 'billing', false, 'A subscription is to end, or has ended'),
    ('usage_alert', 'usage', true, 'A limit is nearly reached, reached, or exceeded'),
    (
        'webhook_endpoint_disabled', 'operations', false,
        'A webhook endpoint failed for so long that it was disabled'
    )
),

gone as (
    delete from notify.kinds as k
    where
        k.kind not in (select w.kind from wanted as w)
        and not exists (
            select from notify.emails as e
            where e.kind = k.kind
        )
)

insert into notify.kinds as k (kind, category, is_optional, description)
select
    w.kind,
    w.category,
    w.is_optional,
    w.description
from wanted as w
on conflict (kind) do update
    set
        category = excluded.category,
        is_optional = excluded.is_optional,
        description = excluded.description
    where (k.category, k.is_optional, k.description) is distinct from (
        excluded.category, excluded.is_optional, excluded.description
    );
