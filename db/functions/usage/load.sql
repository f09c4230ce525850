-- What is granted
\ir trial_plan_version_id.sql
\ir find_basis.sql
\ir list_entitlements.sql
\ir find_entitlement.sql
\ir entitlement_data.sql
\ir has_feature.sql
\ir has_tier.sql
\ir used_amount.sql
\ir add_on_amount.sql
\ir cheapest_remedy.sql
\ir remedy_hint.sql
\ir refuse_feature.sql
\ir refuse_limit.sql
\ir require_write_access.sql
\ir require_delete_access.sql
\ir require_feature.sql
\ir require_tier.sql
\ir require_known_feature.sql
\ir withdraw_override.sql
\ir grant_entitlement.sql
\ir revoke_entitlement.sql
\ir withdraw_tier_override.sql
\ir override_tier.sql
\ir revoke_tier_override.sql
\ir explain_entitlement.sql
\ir can_use.sql
\ir can_use_tier.sql
\ir can_write.sql

-- What is used
\ir lock_counter.sql
\ir is_within_grace.sql
\ir take_limit.sql
\ir release_limit.sql
\ir report_gauge.sql
\ir start_grace.sql
\ir overage.sql
\ir preview_migration.sql
\ir count_inserted_rows.sql
\ir count_deleted_rows.sql
\ir count_changed_rows.sql
\ir guard_written_rows.sql
\ir guard_deleted_rows.sql
\ir refuse_uncounted_change.sql
\ir count_rows.sql
\ir reset_counters.sql
\ir counter_drifts.sql
\ir require_countable.sql
\ir attach_trigger.sql
\ir enforce_limit.sql
\ir detach_limit.sql
\ir enforce_feature.sql
\ir limits.sql

-- What is metered
\ir partition_name.sql
\ir has_partition.sql
\ir require_partitions.sql
\ir create_partitions.sql
\ir drop_partitions.sql
\ir current_period.sql
\ir metered_quantity.sql
\ir own_entitlements.sql
\ir current_usage.sql
\ir my_usage.sql
\ir percent_used.sql
\ir written_quantity.sql
\ir queue_alert_email.sql
\ir raise_alert.sql
\ir raise_alerts.sql
\ir parse_events.sql
\ir record_events.sql
\ir rollup_differences.sql
\ir snapshot_usage.sql
\ir purge_events.sql
\ir purge_snapshots.sql

-- Who may be lost
\ir limits_reached.sql
\ir list_risks.sql
\ir assess_risks.sql

-- What webhooks tell of it
\ir emit_entitlement_changes.sql
\ir record_entitlements.sql
\ir mark_expired_entitlements.sql
\ir render_customer_state.sql
\ir queue_customer_states.sql
\ir triggers.sql
\ir violations.sql
\ir policies.sql
