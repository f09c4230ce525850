\ir organizations.sql
\ir users.sql
\ir subscriptions.sql
\ir invoices.sql
\ir invoice_pdf.sql
\ir emails.sql
\ir stripe_events.sql
\ir stripe_commands.sql

-- Clocks
\ir advance_clock.sql
