-- Catalogue
\ir plans.sql
\ir prices.sql
\ir features.sql
\ir add_ons.sql

-- Billing
\ir subscription.sql
\ir subscription_history.sql
\ir invoices.sql
\ir invoice_lines.sql
\ir payments.sql
\ir refunds.sql
\ir disputes.sql
\ir credit_notes.sql
\ir invoice_pdf.sql
\ir credit_note_pdf.sql
\ir dunning_steps.sql
\ir billing_profile.sql
\ir set_billing_profile.sql
\ir checkout_sessions.sql
\ir commands.sql
\ir start_checkout.sql
\ir open_billing_portal.sql
\ir pending_change.sql
\ir cancellation_reasons.sql
\ir preview_change.sql
\ir change_plan.sql
\ir set_add_on.sql
\ir cancel_pending_change.sql
\ir cancel_subscription.sql
\ir undo_cancellation.sql
\ir pause_subscription.sql
\ir resume_subscription.sql
\ir reactivate_subscription.sql
\ir apply_coupon.sql
\ir coupon_redemptions.sql

-- Usage
\ir usage.sql
\ir usage_history.sql
\ir usage_alerts.sql
\ir notifications.sql
\ir report_usage.sql

-- Accounts
\ir me.sql
\ir sessions.sql
\ir end_session.sql
\ir end_other_sessions.sql
\ir sign_up.sql
\ir sign_in.sql
\ir refresh.sql
\ir sign_out.sql
\ir request_password_reset.sql
\ir reset_password.sql
\ir change_password.sql
\ir second_factor.sql
\ir enroll_second_factor.sql
\ir confirm_second_factor.sql
\ir remove_second_factor.sql
\ir renew_recovery_codes.sql
\ir request_email_verification.sql
\ir verify_email.sql
\ir unsubscribe.sql

-- Organizations
\ir organization.sql
\ir organizations.sql
\ir members.sql
\ir invitations.sql
\ir create_organization.sql
\ir rename_organization.sql
\ir require_second_factor.sql
\ir switch_organization.sql
\ir invite_member.sql
\ir revoke_invitation.sql
\ir accept_invitation.sql
\ir change_member_role.sql
\ir remove_member.sql

-- Machines
\ir api_keys.sql
\ir create_api_key.sql
\ir revoke_api_key.sql
\ir exchange_api_key.sql

-- Identity providers
\ir identity_provider.sql
\ir email_domains.sql
\ir find_redirect_uri.sql
\ir set_identity_provider.sql
\ir remove_identity_provider.sql
\ir add_email_domain.sql
\ir check_email_domain.sql
\ir remove_email_domain.sql

-- Webhooks
\ir webhook_event_types.sql
\ir webhook_endpoints.sql
\ir webhook_deliveries.sql
\ir webhook_delivery_attempts.sql
\ir create_webhook_endpoint.sql
\ir update_webhook_endpoint.sql
\ir enable_webhook_endpoint.sql
\ir disable_webhook_endpoint.sql
\ir delete_webhook_endpoint.sql
\ir rotate_webhook_secret.sql
\ir replay_delivery.sql
\ir send_test_event.sql

-- Entitlements and limits
\ir entitlements.sql
\ir check_entitlement.sql
\ir explain_entitlement.sql
\ir report_gauge.sql
\ir plants.sql
\ir create_plant.sql
\ir create_plants.sql
\ir delete_plant.sql
\ir custom_fields.sql
\ir create_custom_field.sql
\ir delete_custom_field.sql
\ir csv.sql
\ir write_csv.sql

-- What is kept, handed out
\ir export_my_data.sql
\ir export_organization.sql

-- Audit
\ir activity.sql
