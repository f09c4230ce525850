\ir enroll_second_factor.sql
\ir confirm_second_factor.sql
\ir organizations.sql
\ir search_organizations.sql
\ir list_organizations.sql
\ir members.sql
\ir organization_timeline.sql
\ir platform_metrics.sql
\ir users.sql
\ir sessions.sql
\ir end_sessions.sql
\ir reset_second_factor.sql
\ir identity_providers.sql
\ir email_domains.sql
\ir remove_email_domain.sql
\ir coupons.sql
\ir create_coupon.sql
\ir withdraw_coupon.sql
\ir subscriptions.sql
\ir invoices.sql
\ir invoice_pdf.sql
\ir credit_note_pdf.sql
\ir credit_notes.sql
\ir manual_subscriptions.sql
\ir refund_notes.sql
\ir note_refund.sql
\ir emails.sql
\ir preview_email.sql
\ir retry_email.sql
\ir email_suppressions.sql
\ir remove_email_suppression.sql
\ir stripe_events.sql
\ir stripe_commands.sql
\ir stripe_alarms.sql
\ir stripe_drift.sql
\ir reconciliations.sql
\ir queues.sql
\ir jobs.sql
\ir job_runs.sql

-- Organizations
\ir extend_trial.sql
\ir add_note.sql
\ir suspend.sql
\ir reactivate.sql
\ir cancel_subscription.sql

-- Sales-led subscriptions
\ir start_manual_subscription.sql
\ir change_manual_subscription.sql
\ir cancel_manual_subscription.sql
\ir undo_manual_cancellation.sql
\ir mark_invoice_paid.sql
\ir void_invoice.sql

-- Catalogue
\ir plan_versions.sql
\ir publish_plan_version.sql
\ir subscription_migrations.sql
\ir subscription_migration_items.sql
\ir migrate_subscriptions.sql

-- Queues
\ir read_stripe_event.sql
\ir retry_stripe_event.sql
\ir retry_command.sql
\ir resolve_stripe_alarm.sql
\ir run_job.sql
\ir repair_drift.sql

\ir webhook_deliveries.sql
\ir retry_delivery.sql

-- Clocks
\ir advance_clock.sql

-- Figures
\ir set_acquisition_spend.sql
\ir set_health_threshold.sql
-- Entitlements
\ir entitlement_overrides.sql
\ir grant_entitlement.sql
\ir revoke_entitlement.sql

-- What is kept, handed out, and forgotten
\ir export_organization.sql
\ir erase_user.sql
\ir erase_organization.sql
\ir export_user.sql
\ir retention_policies.sql

-- Invariants
\ir current_violations.sql
\ir check_invariants.sql
\ir invariant_violations.sql
\ir invariants.sql

-- What to look at today
\ir attention.sql

-- Audit
\ir impersonate.sql
\ir end_impersonation.sql
\ir audit_log.sql
\ir tier_overrides.sql
\ir override_tier.sql
\ir revoke_tier_override.sql
