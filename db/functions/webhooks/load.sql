-- Stripe's events in
\ir parse_stripe_event.sql
\ir stripe_object_kind.sql
\ir refusal_reason.sql
\ir is_same_event.sql
\ir raise_alarm.sql
\ir resolve_alarm.sql
\ir lock_unknown.sql
\ir store_stripe_event.sql
\ir find_stored_events.sql
\ir count_by_status.sql
\ir park_stripe_event.sql
\ir fail_stripe_event.sql
\ir finish_stripe_event.sql
\ir claim_due_event.sql
\ir release_waiting.sql
\ir release_parked.sql
\ir retry_stripe_event.sql
\ir release_for_new_row.sql

-- Customers' events out
\ir event_types.sql
\ir message_signature.sql
\ir emit_event.sql
\ir mark_state.sql
\ir take_state_marks.sql

\ir triggers.sql
\ir policies.sql
