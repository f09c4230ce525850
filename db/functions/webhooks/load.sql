-- Stripe's events in
\ir parse_stripe_event.sql
\ir stripe_object_kind.sql
\ir refusal_reason.sql
\ir is_same_event.sql
\ir raise_alarm.sql
\ir resolve_alarm.sql
\ir lock_unknown.sql
\ir store_stripe_event.sql
\ir defer_stripe_event.sql
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
\ir message_body.sql
\ir message_signature.sql
\ir signature_header.sql
\ir has_endpoints.sql
\ir emit_event.sql
\ir state_endpoints.sql
\ir mark_state.sql
\ir emit_member_event.sql
\ir emit_organization_event.sql
\ir take_state_marks.sql
\ir retry_delay.sql
\ir retry_after.sql
\ir lock_due_deliveries.sql
\ir claim_deliveries.sql
\ir find_endpoint.sql
\ir disable_endpoint.sql
\ir settle_endpoint.sql
\ir record_delivery.sql
\ir delivery_organization_id.sql
\ir replay_delivery.sql
\ir send_test_event.sql
\ir purge_events.sql

-- Where they go
\ir url_refusal.sql
\ir require_url.sql
\ir require_event_types.sql
\ir create_endpoint.sql
\ir update_endpoint.sql
\ir enable_endpoint.sql
\ir delete_endpoint.sql
\ir rotate_secret.sql

\ir triggers.sql
\ir redacted_object.sql
\ir redact_stripe_event.sql
\ir erase_words.sql
\ir violations.sql
\ir policies.sql
