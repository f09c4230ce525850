-- What is granted
\ir find_basis.sql
\ir list_entitlements.sql
\ir find_entitlement.sql
\ir has_feature.sql
\ir policies.sql

-- What is metered
\ir partition_name.sql
\ir has_partition.sql
\ir require_partitions.sql
\ir create_partitions.sql
\ir drop_partitions.sql
\ir current_period.sql
\ir metered_quantity.sql
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

-- What webhooks tell of it
\ir render_customer_state.sql
\ir queue_customer_states.sql
