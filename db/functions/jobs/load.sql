\ir record_heartbeat.sql
\ir last_heartbeat_at.sql
