-- Stripe out
\ir claim_stripe_commands.sql
\ir record_stripe_response.sql

-- Watching
\ir record_heartbeat.sql
\ir health.sql

-- Mail
\ir claim_emails.sql
\ir record_email_result.sql
