-- Stripe in
\ir receive_stripe_event.sql
\ir receive_stripe_events.sql
\ir apply_pending_events.sql

-- Stripe out
\ir claim_stripe_commands.sql
\ir record_stripe_response.sql

-- Jobs
\ir overdue_processes.sql
\ir due_jobs.sql
\ir start_run.sql
\ir perform_run.sql
\ir release_job.sql
\ir tick.sql

-- Watching
\ir queue_status.sql
\ir platform_figures.sql
\ir record_heartbeat.sql
\ir health.sql

-- Mail
\ir claim_emails.sql
\ir record_email_result.sql
\ir record_mail_event.sql
\ir claim_email_previews.sql
\ir record_email_preview.sql

-- Documents
\ir claim_invoice_documents.sql
\ir record_invoice_document.sql

-- Requests of schema net
\ir claim_http_requests.sql
\ir record_http_response.sql
\ir take_http_lock.sql

-- Customers' webhooks
\ir claim_webhook_deliveries.sql
\ir record_webhook_delivery.sql

-- Identity providers
\ir claim_key_sets.sql
\ir claim_key_set.sql
\ir record_key_set.sql
\ir find_provider_key.sql
\ir sign_in_with_token.sql
\ir start_external_sign_in.sql
\ir take_external_sign_in.sql
\ir fail_external_sign_in.sql
\ir finish_external_sign_in.sql
\ir claim_domain_checks.sql
\ir record_domain_check.sql
