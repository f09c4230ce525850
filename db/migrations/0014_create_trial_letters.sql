-- Letters about trials, and the edges by which the staff suspend and release.

-- squawk-ignore ban-drop-constraint
alter table notify.emails drop constraint emails_kind_check;
-- squawk-ignore constraint-missing-not-valid
alter table notify.emails add constraint emails_kind_check
check (
    kind in (
        'verify_email', 'reset_password', 'invitation', 'payment_succeeded', 'payment_failed',
        'usage_alert', 'webhook_endpoint_disabled', 'trial_ending', 'trial_ended'
    )
);

-- Where it goes from there is what it was before, or what Stripe has said since.
insert into billing.subscription_transitions (command, from_status, to_status)
values ('reactivate', 'suspended', 'active');

insert into util.settings (key, value, description)
values
('email_retention_days', '90', 'What stands in a mail is kept that long after it was finished'),
('throttle_retention_days', '2', 'Counts of tries are kept that long after their window began'),
('session_retention_days', '30', 'Sessions are kept that long after they ended');
