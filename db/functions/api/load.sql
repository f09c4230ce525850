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
\ir checkout_sessions.sql
\ir commands.sql
\ir start_checkout.sql
\ir open_billing_portal.sql
