-- The reviewed list: everything that others than the owner may do. A grant is put beneath its
-- object, and then here, by somebody who has thought about it. columns null is all of them.

create table tests.reviewed_grants (
    object text not null,
    privilege text not null,
    roles text not null,
    columns text
);

-- Customers and visitors
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('api', 'usage', 'anon, authenticated, platform_admin', null),
('api.accept_invitation', 'execute', 'anon, authenticated, platform_admin', null),
('api.activity', 'select', 'authenticated', null),
('api.add_ons', 'select', 'anon, authenticated, platform_admin', null),
('api.api_keys', 'select', 'authenticated', null),
('api.create_api_key', 'execute', 'authenticated', null),
('api.csv', 'execute', 'anon, authenticated, platform_admin, analyst', null),
('api.identity_provider', 'select', 'authenticated', null),
('api.email_domains', 'select', 'authenticated', null),
('api.find_redirect_uri', 'execute', 'authenticated', null),
('api.set_identity_provider', 'execute', 'authenticated', null),
('api.remove_identity_provider', 'execute', 'authenticated', null),
('api.add_email_domain', 'execute', 'authenticated', null),
('api.check_email_domain', 'execute', 'authenticated', null),
('api.remove_email_domain', 'execute', 'authenticated', null),
('api.exchange_api_key', 'execute', 'anon, authenticated, platform_admin', null),
('api.revoke_api_key', 'execute', 'authenticated', null),
('api.change_member_role', 'execute', 'authenticated', null),
('api.change_password', 'execute', 'authenticated, platform_admin', null),
('api.second_factor', 'select', 'authenticated', null),
('api.enroll_second_factor', 'execute', 'authenticated', null),
('api.confirm_second_factor', 'execute', 'authenticated', null),
('api.remove_second_factor', 'execute', 'authenticated', null),
('api.renew_recovery_codes', 'execute', 'authenticated', null),
('api.check_entitlement', 'execute', 'authenticated', null),
('api.checkout_sessions', 'select', 'authenticated', null),
('api.commands', 'select', 'authenticated', null),
('api.create_custom_field', 'execute', 'authenticated', null),
('api.create_organization', 'execute', 'authenticated', null),
('api.create_webhook_endpoint', 'execute', 'authenticated', null),
('api.delete_webhook_endpoint', 'execute', 'authenticated', null),
('api.disable_webhook_endpoint', 'execute', 'authenticated', null),
('api.enable_webhook_endpoint', 'execute', 'authenticated', null),
('api.create_plant', 'execute', 'authenticated', null),
('api.create_plants', 'execute', 'authenticated', null),
('api.custom_fields', 'select', 'authenticated', null),
('api.delete_custom_field', 'execute', 'authenticated', null),
('api.delete_plant', 'execute', 'authenticated', null),
('api.credit_notes', 'select', 'authenticated', null),
('api.dunning_steps', 'select', 'authenticated', null),
('api.entitlements', 'select', 'authenticated', null),
('api.explain_entitlement', 'execute', 'authenticated', null),
('api.export_my_data', 'execute', 'authenticated', null),
('api.export_organization', 'execute', 'authenticated', null),
('api.rename_organization', 'execute', 'authenticated', null),
('api.require_second_factor', 'execute', 'authenticated', null),
('api.features', 'select', 'anon, authenticated, platform_admin', null),
('api.invitations', 'select', 'authenticated', null),
('api.invite_member', 'execute', 'authenticated', null),
('api.billing_profile', 'select', 'authenticated', null),
('api.invoice_pdf', 'execute', 'authenticated', null),
('api.credit_note_pdf', 'execute', 'authenticated', null),
('api.set_billing_profile', 'execute', 'authenticated', null),
('api.invoice_lines', 'select', 'authenticated', null),
('api.invoices', 'select', 'authenticated', null),
('api.me', 'select', 'authenticated, platform_admin', null),
('api.sessions', 'select', 'authenticated', null),
('api.end_session', 'execute', 'authenticated', null),
('api.end_other_sessions', 'execute', 'authenticated', null),
('identity.is_own_session', 'execute', 'authenticated', null),
('api.members', 'select', 'authenticated', null),
('api.open_billing_portal', 'execute', 'authenticated', null),
('api.pending_change', 'select', 'authenticated', null),
('api.cancellation_reasons', 'select', 'authenticated', null),
('api.preview_change', 'execute', 'authenticated', null),
('api.apply_coupon', 'execute', 'authenticated', null),
('api.coupon_redemptions', 'select', 'authenticated', null),
('api.change_plan', 'execute', 'authenticated', null),
('api.set_add_on', 'execute', 'authenticated', null),
('api.cancel_pending_change', 'execute', 'authenticated', null),
('api.cancel_subscription', 'execute', 'authenticated', null),
('api.undo_cancellation', 'execute', 'authenticated', null),
('api.pause_subscription', 'execute', 'authenticated', null),
('api.resume_subscription', 'execute', 'authenticated', null),
('api.reactivate_subscription', 'execute', 'authenticated', null),
('api.organization', 'select', 'authenticated', null),
('api.organizations', 'select', 'authenticated', null),
('api.payments', 'select', 'authenticated', null),
('api.refunds', 'select', 'authenticated', null),
('api.disputes', 'select', 'authenticated', null),
('api.plants', 'select', 'authenticated', null),
('api.plans', 'select', 'anon, authenticated, platform_admin', null),
('api.prices', 'select', 'anon, authenticated, platform_admin', null),
('api.refresh', 'execute', 'anon, authenticated, platform_admin', null),
('api.remove_member', 'execute', 'authenticated', null),
('api.replay_delivery', 'execute', 'authenticated', null),
('api.report_usage', 'execute', 'authenticated', null),
('api.report_gauge', 'execute', 'authenticated', null),
('api.request_email_verification', 'execute', 'authenticated', null),
('api.request_password_reset', 'execute', 'anon, authenticated, platform_admin', null),
('api.reset_password', 'execute', 'anon, authenticated, platform_admin', null),
('api.revoke_invitation', 'execute', 'authenticated', null),
('api.rotate_webhook_secret', 'execute', 'authenticated', null),
('api.send_test_event', 'execute', 'authenticated', null),
('api.sign_in', 'execute', 'anon, authenticated, platform_admin', null),
('api.sign_out', 'execute', 'anon, authenticated, platform_admin', null),
('api.sign_up', 'execute', 'anon, authenticated, platform_admin', null),
('api.start_checkout', 'execute', 'authenticated', null),
('api.subscription', 'select', 'authenticated', null),
('api.subscription_history', 'select', 'authenticated', null),
('api.switch_organization', 'execute', 'authenticated', null),
('api.update_webhook_endpoint', 'execute', 'authenticated', null),
('api.usage', 'select', 'authenticated', null),
('api.notifications', 'select', 'authenticated', null),
('api.usage_alerts', 'select', 'authenticated', null),
('api.usage_history', 'select', 'authenticated', null),
('api.verify_email', 'execute', 'anon, authenticated, platform_admin', null),
('api.webhook_deliveries', 'select', 'authenticated', null),
('api.webhook_delivery_attempts', 'select', 'authenticated', null),
('api.webhook_endpoints', 'select', 'authenticated', null),
('api.webhook_event_types', 'select', 'authenticated', null),
('api.unsubscribe', 'execute', 'anon, authenticated, platform_admin', null),
('api.write_csv', 'execute', 'authenticated, platform_admin', null);

-- Staff
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('admin', 'usage', 'platform_admin', null),
('admin.audit_log', 'select', 'platform_admin', null),
('admin.invariant_violations', 'select', 'platform_admin', null),
('admin.erase_organization', 'execute', 'platform_admin', null),
('admin.erase_user', 'execute', 'platform_admin', null),
('admin.export_user', 'execute', 'platform_admin', null),
('admin.end_sessions', 'execute', 'platform_admin', null),
('admin.reset_second_factor', 'execute', 'platform_admin', null),
('admin.sessions', 'select', 'platform_admin', null),
('admin.add_note', 'execute', 'platform_admin', null),
('admin.attention', 'select', 'platform_admin', null),
('admin.invariants', 'select', 'platform_admin', null),
('admin.repair_drift', 'execute', 'platform_admin', null),
('admin.read_stripe_event', 'execute', 'platform_admin', null),
('admin.export_organization', 'execute', 'platform_admin', null),
('admin.retention_policies', 'select', 'platform_admin', null),
('util.settings', 'select', 'platform_admin', 'key, value, description'),
('admin.impersonate', 'execute', 'platform_admin', null),
('admin.end_impersonation', 'execute', 'platform_admin', null),
('admin.coupons', 'select', 'platform_admin', null),
('admin.create_coupon', 'execute', 'platform_admin', null),
('admin.withdraw_coupon', 'execute', 'platform_admin', null),
('admin.advance_clock', 'execute', 'platform_admin', null),
('admin.enroll_second_factor', 'execute', 'platform_admin', null),
('admin.confirm_second_factor', 'execute', 'platform_admin', null),
('admin.email_suppressions', 'select', 'platform_admin', null),
('admin.remove_email_suppression', 'execute', 'platform_admin', null),
('admin.retry_email', 'execute', 'platform_admin', null),
('admin.preview_email', 'execute', 'platform_admin', null),
('admin.emails', 'select', 'platform_admin', null),
('admin.entitlement_overrides', 'select', 'platform_admin', null),
('admin.grant_entitlement', 'execute', 'platform_admin', null),
('admin.extend_trial', 'execute', 'platform_admin', null),
('admin.invoice_pdf', 'execute', 'platform_admin', null),
('admin.credit_note_pdf', 'execute', 'platform_admin', null),
('admin.invoices', 'select', 'platform_admin', null),
('admin.job_runs', 'select', 'platform_admin', null),
('admin.jobs', 'select', 'platform_admin', null),
('admin.note_refund', 'execute', 'platform_admin', null),
('admin.organization_timeline', 'select', 'platform_admin', null),
('admin.list_organizations', 'execute', 'platform_admin', null),
('admin.members', 'select', 'platform_admin', null),
('admin.organizations', 'select', 'platform_admin', null),
('admin.override_tier', 'execute', 'platform_admin', null),
('admin.platform_metrics', 'select', 'platform_admin', null),
('admin.queues', 'select', 'platform_admin', null),
('admin.reactivate', 'execute', 'platform_admin', null),
('admin.resolve_stripe_alarm', 'execute', 'platform_admin', null),
('admin.retry_command', 'execute', 'platform_admin', null),
('admin.retry_delivery', 'execute', 'platform_admin', null),
('admin.retry_stripe_event', 'execute', 'platform_admin', null),
('admin.run_job', 'execute', 'platform_admin', null),
('admin.reconciliations', 'select', 'platform_admin', null),
('admin.refund_notes', 'select', 'platform_admin', null),
('admin.revoke_tier_override', 'execute', 'platform_admin', null),
('admin.search_organizations', 'execute', 'platform_admin', null),
('admin.stripe_alarms', 'select', 'platform_admin', null),
('admin.stripe_drift', 'select', 'platform_admin', null),
('admin.set_acquisition_spend', 'execute', 'platform_admin', null),
('admin.set_health_threshold', 'execute', 'platform_admin', null),
('admin.revoke_entitlement', 'execute', 'platform_admin', null),
('admin.stripe_commands', 'select', 'platform_admin', null),
('admin.stripe_events', 'select', 'platform_admin', null),
('admin.subscriptions', 'select', 'platform_admin', null),
('admin.start_manual_subscription', 'execute', 'platform_admin', null),
('admin.change_manual_subscription', 'execute', 'platform_admin', null),
('admin.cancel_manual_subscription', 'execute', 'platform_admin', null),
('admin.cancel_subscription', 'execute', 'platform_admin', null),
('admin.undo_manual_cancellation', 'execute', 'platform_admin', null),
('admin.mark_invoice_paid', 'execute', 'platform_admin', null),
('admin.void_invoice', 'execute', 'platform_admin', null),
('admin.publish_plan_version', 'execute', 'platform_admin', null),
('admin.migrate_subscriptions', 'execute', 'platform_admin', null),
('admin.plan_versions', 'select', 'platform_admin', null),
('admin.subscription_migrations', 'select', 'platform_admin', null),
('admin.subscription_migration_items', 'select', 'platform_admin', null),
('billing.migrations', 'select', 'platform_admin', null),
('billing.migration_items', 'select', 'platform_admin', null),
('admin.manual_subscriptions', 'select', 'platform_admin', null),
('admin.credit_notes', 'select', 'platform_admin', null),
('admin.suspend', 'execute', 'platform_admin', null),
('admin.tier_overrides', 'select', 'platform_admin', null),
('admin.identity_providers', 'select', 'platform_admin', null),
('admin.email_domains', 'select', 'platform_admin', null),
('admin.remove_email_domain', 'execute', 'platform_admin', null),
('admin.users', 'select', 'platform_admin', null),
('admin.webhook_deliveries', 'select', 'platform_admin', null);

-- Figures
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('analytics', 'usage', 'platform_admin, analyst', null),
('analytics.acquisition_spend', 'select', 'platform_admin, analyst', null),
('analytics.breakdown_totals', 'select', 'platform_admin, analyst', null),
('analytics.cancellation_reasons', 'execute', 'platform_admin, analyst', null),
('analytics.cancellation_reasons', 'select', 'platform_admin, analyst', null),
('analytics.churn', 'execute', 'platform_admin, analyst', null),
('analytics.churn', 'select', 'platform_admin, analyst', null),
('analytics.cohort_customers', 'execute', 'platform_admin, analyst', null),
('analytics.cohort_retention', 'execute', 'platform_admin, analyst', null),
('analytics.cohort_retention', 'select', 'platform_admin, analyst', null),
('analytics.cohort_totals', 'select', 'platform_admin, analyst', null),
('analytics.contracts_at', 'execute', 'platform_admin, analyst', null),
('analytics.currencies', 'select', 'platform_admin, analyst', null),
('analytics.departure_totals', 'select', 'platform_admin, analyst', null),
('analytics.departures', 'execute', 'platform_admin, analyst', null),
('analytics.draw_index', 'execute', 'platform_admin, analyst', null),
('analytics.explain_mrr', 'execute', 'platform_admin, analyst', null),
('analytics.forecast', 'execute', 'platform_admin, analyst', null),
('analytics.forecast_backtest', 'execute', 'platform_admin, analyst', null),
('analytics.forecast_bands', 'execute', 'platform_admin, analyst', null),
('analytics.forecast_basis', 'execute', 'platform_admin, analyst', null),
('analytics.forecasts', 'select', 'platform_admin, analyst', null),
('analytics.freshness', 'select', 'platform_admin, analyst', null),
('analytics.health_indicators', 'execute', 'platform_admin, analyst', null),
('analytics.health_thresholds', 'select', 'platform_admin, analyst', null),
('analytics.learned_between', 'execute', 'platform_admin, analyst', null),
('analytics.lost_customers', 'execute', 'platform_admin, analyst', null),
('analytics.movements', 'execute', 'platform_admin, analyst', null),
('analytics.movers', 'execute', 'platform_admin, analyst', null),
('analytics.mrr_at', 'execute', 'platform_admin, analyst', null),
('analytics.mrr_breakdown', 'execute', 'platform_admin, analyst', null),
('analytics.mrr_breakdown', 'select', 'platform_admin, analyst', null),
('analytics.mrr_changes', 'execute', 'platform_admin, analyst', null),
('analytics.mrr_movements', 'execute', 'platform_admin, analyst', null),
('analytics.mrr_movements', 'select', 'platform_admin, analyst', null),
('analytics.organizations', 'select', 'platform_admin, analyst', null),
('analytics.per_month', 'execute', 'platform_admin, analyst', null),
('analytics.period_changes', 'execute', 'platform_admin, analyst', null),
('analytics.period_totals', 'select', 'platform_admin, analyst', null),
('analytics.project_mrr', 'execute', 'platform_admin, analyst', null),
('analytics.projections', 'select', 'platform_admin, analyst', null),
('analytics.range_cohorts', 'execute', 'platform_admin, analyst', null),
('analytics.range_figures', 'execute', 'platform_admin, analyst', null),
('analytics.range_reasons', 'execute', 'platform_admin, analyst', null),
('analytics.refreshes', 'select', 'platform_admin, analyst', null),
('analytics.require_grain', 'execute', 'platform_admin, analyst', null),
('analytics.revenue_retention', 'execute', 'platform_admin, analyst', null),
('analytics.revenue_retention', 'select', 'platform_admin, analyst', null),
('analytics.sum_breakdown', 'execute', 'platform_admin, analyst', null),
('analytics.sum_cohorts', 'execute', 'platform_admin, analyst', null),
('analytics.sum_departures', 'execute', 'platform_admin, analyst', null),
('analytics.sum_periods', 'execute', 'platform_admin, analyst', null),
('analytics.summary', 'execute', 'platform_admin, analyst', null),
('analytics.total_breakdown', 'execute', 'platform_admin, analyst', null),
('analytics.total_cohorts', 'execute', 'platform_admin, analyst', null),
('analytics.total_departures', 'execute', 'platform_admin, analyst', null),
('analytics.total_periods', 'execute', 'platform_admin, analyst', null),
('analytics.totals_basis', 'execute', 'platform_admin, analyst', null),
('analytics.trial_conversion', 'execute', 'platform_admin, analyst', null),
('analytics.trial_conversion', 'select', 'platform_admin, analyst', null),
('analytics.unit_economics', 'execute', 'platform_admin, analyst', null),
('analytics.unit_economics', 'select', 'platform_admin, analyst', null),
('analytics.what_if_dunning', 'execute', 'platform_admin, analyst', null),
('analytics.what_if_migration', 'execute', 'platform_admin, analyst', null),
('analytics.what_if_price_change', 'execute', 'platform_admin, analyst', null);

-- The sidecar
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('sidecar', 'usage', 'sidecar', null),
('sidecar.apply_pending_events', 'execute', 'sidecar', null),
('sidecar.claim_domain_checks', 'execute', 'sidecar', null),
('sidecar.claim_key_set', 'execute', 'sidecar', null),
('sidecar.claim_key_sets', 'execute', 'sidecar', null),
('sidecar.find_provider_key', 'execute', 'sidecar', null),
('sidecar.record_domain_check', 'execute', 'sidecar', null),
('sidecar.record_key_set', 'execute', 'sidecar', null),
('sidecar.sign_in_with_token', 'execute', 'sidecar', null),
('sidecar.start_external_sign_in', 'execute', 'sidecar', null),
('sidecar.take_external_sign_in', 'execute', 'sidecar', null),
('sidecar.fail_external_sign_in', 'execute', 'sidecar', null),
('sidecar.finish_external_sign_in', 'execute', 'sidecar', null),
('sidecar.claim_emails', 'execute', 'sidecar', null),
('sidecar.claim_email_previews', 'execute', 'sidecar', null),
('sidecar.record_email_preview', 'execute', 'sidecar', null),
('sidecar.claim_stripe_commands', 'execute', 'sidecar', null),
('sidecar.claim_webhook_deliveries', 'execute', 'sidecar', null),
('sidecar.due_jobs', 'execute', 'sidecar', null),
('sidecar.health', 'execute', 'sidecar', null),
('sidecar.overdue_processes', 'execute', 'sidecar', null),
('sidecar.perform_run', 'execute', 'sidecar', null),
('sidecar.platform_figures', 'execute', 'sidecar', null),
('sidecar.queue_status', 'execute', 'sidecar', null),
('sidecar.receive_stripe_event', 'execute', 'sidecar', null),
('sidecar.receive_stripe_events', 'execute', 'sidecar', null),
('sidecar.claim_http_requests', 'execute', 'sidecar', null),
('sidecar.claim_invoice_documents', 'execute', 'sidecar', null),
('sidecar.record_http_response', 'execute', 'sidecar', null),
('sidecar.take_http_lock', 'execute', 'sidecar', null),
('sidecar.record_invoice_document', 'execute', 'sidecar', null),
('sidecar.record_mail_event', 'execute', 'sidecar', null),
('sidecar.record_email_result', 'execute', 'sidecar', null),
('sidecar.record_heartbeat', 'execute', 'sidecar', null),
('sidecar.record_stripe_response', 'execute', 'sidecar', null),
('sidecar.record_webhook_delivery', 'execute', 'sidecar', null),
('sidecar.release_job', 'execute', 'sidecar', null),
('sidecar.start_run', 'execute', 'sidecar', null),
('sidecar.tick', 'execute', 'sidecar', null);

-- Who is asking, and what the views of the API read
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('identity', 'usage', 'anon, authenticated, platform_admin, authenticator', null),
('identity.identity_providers', 'select', 'authenticated, platform_admin', null),
('identity.provider_secrets', 'select', 'authenticated', 'organization_id'),
('identity.key_sets', 'select', 'authenticated, platform_admin', 'issuer, fetched_at, error'),
('identity.email_domains', 'select', 'authenticated', null),
(
    'identity.email_domains', 'select', 'platform_admin',
    'organization_id, domain, created_at, verified_at, checked_at, missing_since_at, error'
),
('identity.current_member_role', 'execute', 'authenticated, platform_admin', null),
('identity.current_organization_id', 'execute', 'anon, authenticated, platform_admin', null),
('identity.current_permissions', 'execute', 'authenticated, platform_admin', null),
('identity.current_session_id', 'execute', 'authenticated', null),
('identity.current_session_kind', 'execute', 'authenticated, platform_admin', null),
('identity.current_user_id', 'execute', 'anon, authenticated, platform_admin', null),
('identity.guard_request', 'execute', 'anon, authenticated, platform_admin', null),
('identity.has_permission', 'execute', 'authenticated, platform_admin', null),
(
    'identity.invitations', 'select', 'authenticated',
    '
        organization_id, id, email, role, invited_by, created_at, expires_at, accepted_at,
        accepted_by, revoked_at
    '
),
(
    'identity.api_keys', 'select', 'authenticated',
    'organization_id, id, name, prefix, created_by, created_at, last_used_at, revoked_at'
),
(
    'identity.memberships', 'select', 'platform_admin',
    'organization_id, user_id, role, created_at'
),
('identity.has_second_factor', 'execute', 'platform_admin', null),
('identity.second_factors', 'select', 'authenticated, platform_admin', 'user_id, enrolled_at'),
('identity.count_recovery_codes', 'execute', 'authenticated', null),
(
    'identity.sessions', 'select', 'authenticated',
    '
        id, kind, user_id, organization_id, created_at, expires_at, revoked_at, last_used_at, client,
        network
    '
),
(
    'identity.sessions', 'select', 'platform_admin',
    '
        id, kind, user_id, organization_id, acting_staff_id, is_read_only, created_at, expires_at,
        revoked_at, revoked_reason, last_used_at
    '
),
('identity.memberships', 'select', 'authenticated', 'organization_id, user_id, role, created_at'),
('identity.my_organizations', 'execute', 'authenticated', null),
('identity.organizations', 'select', 'analyst', 'id, name, is_sandbox'),
(
    'identity.organizations', 'select', 'authenticated',
    'id, name, is_sandbox, created_at, is_second_factor_required'
),
(
    'identity.organizations', 'select', 'platform_admin',
    '
        id, name, is_sandbox, is_demo, created_at
    '
),
('identity.pre_config', 'execute', 'authenticator', null),
(
    'identity.users', 'select', 'authenticated',
    '
        id, email, full_name, email_verified_at, created_at
    '
),
(
    'identity.users', 'select', 'platform_admin',
    '
        id, kind, email, full_name, email_verified_at, disabled_at, created_at,
        erased_at
    '
);

-- What may be used
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('app.custom_fields', 'select', 'authenticated', null),
('app.plants', 'select', 'authenticated', null),
('usage.can_use', 'execute', 'authenticated', null),
('usage.can_use_tier', 'execute', 'authenticated', null),
('usage.can_write', 'execute', 'authenticated', null),
('usage.alerts', 'select', 'platform_admin', null),
('usage.counters', 'select', 'platform_admin', 'organization_id, feature_code, used'),
('usage.overrides', 'select', 'platform_admin', null),
('usage.risks', 'select', 'platform_admin', null),
('usage.rollups', 'select', 'platform_admin', 'organization_id, last_at'),
('usage.tier_overrides', 'select', 'platform_admin', null),
('usage.own_entitlements', 'execute', 'authenticated', null);

-- The catalogue
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
(
    'catalog.add_ons', 'select', 'anon, authenticated, platform_admin',
    '
        code, name, description, feature_code, amount_per_unit
    '
),
('catalog.current_plan_versions', 'execute', 'anon, authenticated, platform_admin, analyst', null),
(
    'catalog.features', 'select', 'anon, authenticated, platform_admin',
    '
        code, name, description, kind, unit, position
    '
),
(
    'catalog.plan_features', 'select', 'anon, authenticated, platform_admin',
    '
        plan_version_id, feature_code, limit_value, mode
    '
),
(
    'catalog.plan_versions', 'select', 'platform_admin',
    '
        id, plan_code, version, published_at, published_by, reason
    '
),
(
    'catalog.plan_versions', 'select', 'anon, authenticated',
    '
        id, plan_code, version, published_at
    '
),
(
    'catalog.plans', 'select', 'anon, authenticated, platform_admin',
    '
        code, name, description, rank, is_public
    '
),
(
    'catalog.prices', 'select', 'anon, authenticated, platform_admin',
    '
        id, lookup_key, plan_version_id, add_on_code, cycle, currency, unit_amount_cents
    '
),
(
    'catalog.plan_versions', 'select', 'analyst',
    '
        id, plan_code, version, published_at
    '
),
(
    'catalog.prices', 'select', 'analyst',
    '
        plan_version_id, cycle, currency, unit_amount_cents
    '
);

-- Letters, without what stands in them
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
(
    'notify.emails', 'select', 'authenticated',
    'id, organization_id, kind, status, created_at, finished_at'
),
(
    'notify.emails', 'select', 'platform_admin',
    '
        id, organization_id, user_id, kind, recipient, status, attempts, next_attempt_at,
        last_error, created_at, finished_at
    '
),
('notify.suppressions', 'select', 'platform_admin', 'address, reason, detail, created_at');

-- What Stripe told
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('jobs.runs', 'select', 'platform_admin', null),
('webhooks.alarms', 'select', 'platform_admin', null),
('billing.reconciliations', 'select', 'platform_admin', null),
('billing.stripe_drifts', 'select', 'platform_admin', null),
(
    'webhooks.stripe_events', 'select', 'platform_admin',
    '
        id, type, object_kind, object_id, api_version, livemode, created_at, received_at, status,
        attempts, next_attempt_at, error, applied_at
    '
);

-- Billing: customers through views of their own rows, analysts a few columns
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('billing.queue_status', 'execute', 'platform_admin', null),
('jobs.overview', 'execute', 'platform_admin', null),
(
    'billing.checkout_sessions', 'select', 'authenticated',
    '
        organization_id, id, plan_version_id, cycle, status, url, created_at, expires_at,
        superseded_at, finished_at
    '
),
(
    'billing.invoice_lines', 'select', 'authenticated',
    '
        organization_id, invoice_id, id, position, description, quantity, amount_cents, currency,
        is_proration, service_start, service_end
    '
),
(
    'billing.invoices', 'select', 'authenticated',
    '
        organization_id, id, subscription_id, number, status, currency, subtotal_cents,
        discount_cents, tax_cents, total_cents, amount_due_cents, amount_paid_cents,
        amount_refunded_cents, created_at, issued_at, due_at, paid_at, service_start, service_end,
        hosted_url, po_number
    '
),
('billing.charges', 'select', 'authenticated', 'organization_id, id, invoice_id'),
(
    'billing.disputes', 'select', 'authenticated',
    '
        organization_id, id, invoice_id, status, reason, amount_cents, currency, created_at,
        closed_at
    '
),
(
    'billing.refunds', 'select', 'authenticated',
    'organization_id, id, charge_id, amount_cents, currency, refunded_at'
),
(
    'billing.charges', 'select', 'platform_admin',
    'organization_id, id, invoice_id, status, amount_cents, currency, created_at'
),
(
    'billing.disputes', 'select', 'platform_admin',
    'organization_id, id, invoice_id, status, reason, amount_cents, currency, created_at'
),
(
    'billing.dunning_cases', 'select', 'platform_admin',
    '
        organization_id, id, subscription_id, invoice_id, policy_code, opened_at, closed_at,
        outcome
    '
),
('billing.refund_notes', 'select', 'platform_admin', null),
('billing.refunds', 'select', 'platform_admin', null),
('billing.invoices', 'select', 'platform_admin', null),
('catalog.coupons', 'select', 'platform_admin', null),
(
    'billing.coupon_redemptions', 'select', 'authenticated',
    'organization_id, id, coupon_code, status, requested_at'
),
('catalog.cancellation_reasons', 'select', 'authenticated', 'code, description, position'),
(
    'billing.pending_changes', 'select', 'authenticated',
    '
        organization_id, id, subscription_id, price_id, add_on_code, quantity, effective_at,
        status, error, requested_at, finished_at
    '
),
(
    'billing.payments', 'select', 'authenticated',
    '
        organization_id, id, invoice_id, status, amount_cents, currency, created_at, paid_at
    '
),
('billing.contracts', 'select', 'platform_admin', null),
(
    'billing.credit_notes', 'select', 'authenticated',
    '
        organization_id, id, subscription_id, invoice_id, number, currency, amount_cents,
        tax_cents, issued_at
    '
),
('billing.credit_notes', 'select', 'platform_admin', null),
(
    'billing.dunning_cases', 'select', 'authenticated',
    'organization_id, id, invoice_id, policy_code, opened_at, closed_at, outcome'
),
(
    'billing.dunning_cases', 'select', 'analyst',
    'organization_id, id, subscription_id, policy_code, opened_at, closed_at, outcome'
),
(
    'billing.dunning_actions', 'select', 'platform_admin, analyst',
    'organization_id, case_id, position, taken_at'
),
(
    'billing.dunning_steps', 'select', 'platform_admin, analyst',
    'policy_code, position, restriction'
),
(
    'billing.dunning_steps', 'select', 'authenticated',
    'policy_code, position, after_days, email_kind, restriction, is_payment_retried'
),
(
    'billing.dunning_actions', 'select', 'authenticated',
    'organization_id, case_id, position, taken_at'
),
(
    'billing.profiles', 'select', 'authenticated',
    '
        organization_id, legal_name, address_lines, country, tax_id, po_number, contacts, updated_at
    '
),
(
    'billing.stripe_commands', 'select', 'platform_admin',
    '
        id, organization_id, kind, params, requested_by, depends_on, phase, status, attempts,
        first_attempt_at, next_attempt_at, leased_by, leased_until, request_id, error, created_at,
        finished_at
    '
),
(
    'billing.stripe_commands', 'select', 'authenticated',
    '
        id, organization_id, kind, status, result_url, error, created_at, finished_at
    '
),
('billing.stripe_objects', 'select', 'platform_admin', 'stripe_id, organization_id'),
(
    'billing.subscription_items', 'select', 'authenticated',
    '
        organization_id, subscription_id, price_id, quantity
    '
),
(
    'billing.subscription_versions', 'select', 'authenticated',
    '
        organization_id, id, subscription_id, valid_during, known_during, status, access,
        status_reason, plan_version_id, cycle, currency, items, net_arr_cents
    '
),
(
    'billing.subscription_versions', 'select', 'platform_admin',
    '
        organization_id, id, subscription_id, valid_during, known_during, status, access,
        status_reason, plan_version_id, cycle, currency, items, list_arr_cents, net_arr_cents,
        caused_by
    '
),
(
    'billing.subscription_versions', 'select', 'analyst',
    '
        organization_id, subscription_id, valid_during, known_during, status, status_reason,
        plan_version_id, cycle, currency, items, list_arr_cents, net_arr_cents, caused_by
    '
),
('billing.allowed_commands', 'execute', 'authenticated', null),
('billing.agreed_changes', 'execute', 'authenticated', null),
(
    'billing.subscriptions', 'select', 'authenticated',
    '
        organization_id, id, is_primary, status, access, status_reason, plan_version_id, cycle,
        currency, trial_ends_at, current_period_start, current_period_end, cancel_at, ended_at,
        resumes_at, net_arr_cents
    '
),
('billing.subscriptions', 'select', 'platform_admin', null),
(
    'billing.subscriptions', 'select', 'platform_admin, analyst',
    '
        organization_id, id, cancel_at
    '
),
('billing.imported_customers', 'select', 'platform_admin, analyst', null),
(
    'billing.subscription_facts', 'select', 'analyst',
    '
        organization_id, kind, effective_at, known_at
    '
),
(
    'billing.subscription_facts', 'select', 'platform_admin',
    '
        organization_id, id, kind, details, effective_at, known_at
    '
);

-- Usage
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
(
    'usage.alerts', 'select', 'authenticated',
    '
        organization_id, feature_code, period_start, threshold_percent, period_end, limit_value,
        used, raised_at
    '
),
('usage.my_usage', 'execute', 'authenticated', null),
('usage.percent_used', 'execute', 'authenticated', null),
(
    'usage.snapshots', 'select', 'authenticated',
    '
        organization_id, feature_code, taken_at, limit_value, used, period_start, period_end
    '
);

-- What customers are told
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('webhooks.event_types', 'select', 'authenticated', 'type, description, is_subscribable'),
(
    'webhooks.endpoints', 'select', 'authenticated',
    '
        organization_id, id, url, event_types, description, created_by, created_at,
        failing_since_at, disabled_at, disabled_reason, deleted_at
    '
),
('webhooks.endpoints', 'select', 'platform_admin', 'organization_id, id, url, disabled_at'),
(
    'webhooks.events', 'select', 'authenticated',
    '
        organization_id, id, type, data, occurred_at
    '
),
('webhooks.events', 'select', 'platform_admin', 'organization_id, id, type'),
(
    'webhooks.deliveries', 'select', 'authenticated',
    '
        id, organization_id, endpoint_id, event_id, status, attempts, next_attempt_at,
        http_status, error, response_excerpt, duration_ms, created_at, finished_at
    '
),
(
    'webhooks.deliveries', 'select', 'platform_admin',
    '
        id, organization_id, endpoint_id, event_id, status, attempts, next_attempt_at,
        http_status, error, duration_ms, created_at, finished_at, requeued_at, requeued_by,
        requeue_reason
    '
),
(
    'webhooks.delivery_attempts', 'select', 'authenticated',
    '
        organization_id, delivery_id, attempt, finished_at, duration_ms, http_status, error,
        response_excerpt
    '
);

-- The audit, as its two views read it
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('audit.entries', 'select', 'platform_admin', null),
(
    'audit.entries', 'select', 'authenticated',
    '
        id, organization_id, occurred_at, actor_kind, actor_id, api_key_id, action, subject_kind,
        subject_id, reason, before, after
    '
),
('audit.subjects', 'select', 'authenticated', 'kind, shown_columns'),
('audit.revealed_values', 'execute', 'authenticated, platform_admin', null),
('audit.shown_values', 'execute', 'authenticated', null);

-- Helpers that views call
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('util.add_csv_row', 'execute', 'anon, authenticated, platform_admin, analyst', null),
('util.add_months', 'execute', 'anon, authenticated, platform_admin, analyst', null),
('util.days_until', 'execute', 'anon, authenticated, platform_admin, analyst', null),
('util.finish_csv', 'execute', 'anon, authenticated, platform_admin, analyst', null),
('util.now', 'execute', 'anon, authenticated, platform_admin, analyst', null),
('util.setting', 'execute', 'anon, authenticated, platform_admin, analyst', null),
('util.wall_clock', 'execute', 'anon, authenticated, platform_admin, analyst', null);

-- pg_cron
insert into tests.reviewed_grants (object, privilege, roles, columns)
values
('jobs', 'usage', 'cron_runner', null),
('jobs.cron_entries', 'execute', 'cron_runner', null),
('jobs.due_jobs', 'execute', 'cron_runner', null),
('jobs.has_cron', 'execute', 'cron_runner', null),
('jobs.overdue_processes', 'execute', 'cron_runner', null),
('jobs.perform_run', 'execute', 'cron_runner', null),
('jobs.place_cron_entries', 'execute', 'cron_runner', null),
('jobs.purge_cron_runs', 'execute', 'cron_runner', null),
('jobs.release_job', 'execute', 'cron_runner', null),
('jobs.run', 'execute', 'cron_runner', null),
('jobs.start_run', 'execute', 'cron_runner', null),
('jobs.tick', 'execute', 'cron_runner', null);

-- Long lists of columns are broken into lines above.
update tests.reviewed_grants
set columns = btrim(regexp_replace(columns, '\s+', ' ', 'g'))
where columns is not null;
