-- What is recorded of which table. Repeatable: rows follow this file. Each has a trigger that calls
-- audit.record_change: here in triggers.sql, or in that of its schema. What tells that a table was
-- emptied is the same for all, and attached below.
with wanted (
    kind, key_columns, secret_columns, ignored_columns, personal_columns, shown_columns
) as (
    values
    (
        'util.settings', '{key}'::text[], '{}'::text[], '{description}'::text[], '{}'::jsonb,
        null::text[]
    ),
    ('util.clocks', '{organization_id}', '{}', '{}', '{}', null),
    (
        'identity.users', '{id}', '{password_hash}', '{}',
        '{"email": "user", "full_name": "user"}', null
    ),
    (
        'identity.organizations', '{id}', '{}', '{}', '{"name": "organization"}',
        '{name, is_sandbox, created_at, is_second_factor_required}'
    ),
    (
        'identity.memberships', '{user_id}', '{}', '{user_kind}', '{}',
        '{user_id, role}'
    ),
    (
        'identity.invitations', '{id}', '{}', '{}', '{"email": "address"}',
        '{email, role, invited_by, expires_at, accepted_at, accepted_by, revoked_at}'
    ),
    (
        'identity.api_keys', '{id}', '{key_hash}', '{last_used_at}',
        '{"name": "organization"}',
        '{name, prefix, created_by, revoked_at}'
    ),
    (
        'identity.sessions', '{id}', '{}', '{last_used_at, client, network, reason}', '{}',
        '{user_id, expires_at, is_read_only, revoked_at, revoked_reason}'
    ),
    (
        'identity.second_factors', '{user_id}', '{secret, pending_secret}', '{last_step}', '{}',
        null
    ),
    (
        'identity.identity_providers', '{organization_id}', '{}',
        '{sign_in_error, sign_in_failed_at}', '{"issuer": "organization"}',
        '{issuer, client_id, default_role, is_required, max_age_seconds, acr_values}'
    ),
    ('identity.provider_secrets', '{organization_id}', '{secret}', '{}', '{}', '{created_at}'),
    (
        'identity.email_domains', '{organization_id}', '{challenge}',
        '{checked_at, due_at, error}', '{"domain": "organization"}',
        '{domain, verified_at, missing_since_at}'
    ),
    (
        'identity.external_identities', '{user_id}', '{}', '{last_used_at}',
        '{"issuer": "organization", "subject": "user"}', '{user_id, issuer}'
    ),
    (
        'identity.key_sets', '{issuer}', '{}', '{attempt, due_at, claimed_at, fetched_at}', '{}',
        null
    ),
    ('identity.signing_keys', '{id}', '{secret}', '{}', '{}', null),
    ('identity.role_permissions', '{role, permission}', '{}', '{}', '{}', null),
    ('identity.roles', '{role}', '{}', '{}', '{}', null),
    ('identity.permissions', '{permission}', '{}', '{}', '{}', null),
    ('identity.recovery_codes', '{user_id}', '{code_hash}', '{}', '{}', null),
    ('catalog.plans', '{code}', '{}', '{}', '{}', null),
    ('catalog.plan_versions', '{id}', '{}', '{}', '{}', null),
    ('catalog.plan_features', '{plan_version_id, feature_code}', '{}', '{}', '{}', null),
    ('catalog.prices', '{id}', '{}', '{}', '{}', null),
    ('catalog.add_ons', '{code}', '{}', '{}', '{}', null),
    ('catalog.features', '{code}', '{}', '{}', '{}', null),
    ('catalog.coupons', '{code}', '{}', '{times_redeemed}', '{}', null),
    ('catalog.cancellation_reasons', '{code}', '{}', '{}', '{}', null),
    ('catalog.stripe_prices', '{stripe_price_id}', '{}', '{}', '{}', null),
    ('audit.subjects', '{kind}', '{}', '{}', '{}', null),
    (
        'webhooks.endpoints', '{id}', '{description}', '{failing_since_at}',
        '{"url": "organization"}',
        '{url, event_types, description, disabled_at, disabled_reason, deleted_at}'
    ),
    ('webhooks.endpoint_secrets', '{endpoint_id, id}', '{secret}', '{}', '{}', '{expires_at}'),
    ('webhooks.stripe_events', '{id}', '{body}', '{}', '{}', null),
    (
        'jobs.registry', '{name}', '{}', '{description, registered_at, requested_at, requested_by}',
        '{}', null
    ),
    ('jobs.sidecars', '{is_only}', '{internal_key}', '{}', '{}', null),
    (
        'billing.subscription_facts', '{id}', '{}', '{position}', '{}',
        '{subscription_id, kind, effective_at}'
    ),
    (
        'billing.subscriptions', '{id}', '{}', '{}', '{}',
        '{
            status, access, cycle, trial_ends_at, current_period_start, current_period_end,
            cancel_at, canceled_at, ended_at, resumes_at
        }'
    ),
    ('billing.subscription_versions', '{id}', '{}', '{}', '{}', null),
    (
        'billing.pending_changes', '{id}', '{}', '{attempts, command_id, error}', '{}',
        '{
            subscription_id, price_id, add_on_code, quantity, effective_at, status, requested_by
        }'
    ),
    (
        'billing.stripe_commands', '{id}', '{request, result_url, error}',
        '{
            attempts, first_attempt_at, next_attempt_at, leased_by, leased_until, request_id,
            progress
        }',
        '{"params": "organization"}', '{kind, requested_by, status}'
    ),
    (
        'billing.coupon_redemptions', '{id}', '{}', '{}', '{}',
        '{coupon_code, status, requested_by}'
    ),
    (
        'billing.profiles', '{organization_id}', '{}', '{}',
        '{
            "legal_name": "organization", "address_lines": "organization",
            "tax_id": "organization", "contacts": "address"
        }',
        '{legal_name, address_lines, country, tax_id, po_number, contacts}'
    ),
    ('billing.invoices', '{id}', '{}', '{hosted_url}', '{}', '{status, amount_paid_cents}'),
    ('billing.invoice_lines', '{id}', '{}', '{}', '{}', null),
    ('billing.payments', '{id}', '{}', '{}', '{}', '{invoice_id, status, amount_cents, currency}'),
    ('billing.charges', '{id}', '{}', '{}', '{}', '{invoice_id, status, amount_cents, currency}'),
    ('billing.refunds', '{id}', '{}', '{}', '{}', '{amount_cents, currency}'),
    ('billing.disputes', '{id}', '{}', '{}', '{}', '{invoice_id, status, amount_cents, currency}'),
    ('billing.payment_methods', '{id}', '{}', '{}', '{}', null),
    (
        'billing.customers', '{organization_id}', '{}', '{}',
        '{"name": "organization", "email": "address"}', null
    ),
    ('billing.checkout_sessions', '{id}', '{url}', '{}', '{}', null),
    ('billing.subscription_items', '{id}', '{}', '{}', '{}', null),
    ('billing.subscription_transitions', '{command, from_status}', '{}', '{}', '{}', null),
    ('billing.trials', '{user_id}', '{folded_email}', '{}', '{}', null),
    ('billing.bound_trials', '{organization_id}', '{folded_email}', '{}', '{}', null),
    ('billing.imported_customers', '{customer_id}', '{}', '{}', '{}', null),
    (
        'billing.stripe_objects', '{stripe_id}', '{}',
        '{has_ties, refetch_reason, refetch_attempts, refetch_at}', '{}', null
    ),
    ('billing.stripe_snapshots', '{object_id, event_id}', '{state}', '{}', '{}', null),
    (
        'billing.invoice_documents', '{id}', '{data, pdf}',
        '{attempts, next_attempt_at, leased_by, leased_until, last_error}', '{}', null
    ),
    (
        'billing.credit_notes', '{id}', '{}', '{}', '{}',
        '{invoice_id, number, amount_cents, currency}'
    ),
    ('billing.refund_notes', '{id}', '{}', '{}', '{}', null),
    (
        'billing.contracts', '{subscription_id}', '{}', '{}',
        '{"cancellation_comment": "organization"}',
        '{starts_at, net_terms_days, po_number, next_state, cancellation_comment}'
    ),
    ('billing.migrations', '{id}', '{}', '{}', '{}', null),
    ('billing.dunning_policies', '{code}', '{}', '{}', '{}', null),
    ('billing.dunning_steps', '{policy_code, position}', '{}', '{}', '{}', null),
    ('billing.dunning_cases', '{id}', '{}', '{}', '{}', '{invoice_id, outcome}'),
    ('billing.dunning_actions', '{case_id, position}', '{}', '{}', '{}', null),
    (
        'usage.overrides', '{id}', '{}', '{}', '{}',
        '{feature_code, is_granted, limit_value, expires_at, revoked_at}'
    ),
    (
        'usage.tier_overrides', '{id}', '{}', '{}', '{}',
        '{plan_version_id, expires_at, revoked_at}'
    ),
    ('usage.meters', '{code}', '{}', '{}', '{}', null),
    ('usage.counted_tables', '{table_name}', '{}', '{}', '{}', null),
    ('usage.alerts', '{feature_code, period_start, threshold_percent}', '{}', '{}', '{}', null),
    ('analytics.acquisition_spend', '{spent_on, channel, currency}', '{}', '{}', '{}', null),
    ('analytics.health_thresholds', '{code}', '{}', '{}', '{}', null),
    ('app.plants', '{id}', '{}', '{}', '{}', '{name}'),
    ('app.custom_fields', '{id}', '{}', '{}', '{}', '{name, data_type}')
),

gone as (
    delete from audit.subjects as s
    where s.kind not in (select w.kind from wanted as w)
)

insert into audit.subjects as s (
    kind, key_columns, secret_columns, ignored_columns, personal_columns, shown_columns
)
select
    w.kind,
    w.key_columns,
    w.secret_columns,
    w.ignored_columns,
    w.personal_columns,
    w.shown_columns
from wanted as w
on conflict (kind) do update
    set
        key_columns = excluded.key_columns,
        secret_columns = excluded.secret_columns,
        ignored_columns = excluded.ignored_columns,
        personal_columns = excluded.personal_columns,
        shown_columns = excluded.shown_columns
    where (
        s.key_columns, s.secret_columns, s.ignored_columns, s.personal_columns, s.shown_columns
    ) is distinct from (
        excluded.key_columns, excluded.secret_columns, excluded.ignored_columns,
        excluded.personal_columns, excluded.shown_columns
    );

select audit.attach_truncate_triggers();
