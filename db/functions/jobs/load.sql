\ir schema.sql
\ir record_heartbeat.sql
\ir last_heartbeat_at.sql

-- The sidecar
\ir set_sidecar.sql
\ir call_sidecar.sql

-- Runs
\ir schedule_values.sql
\ir schedule_slots.sql
\ir last_slot.sql
\ir next_slot.sql
\ir refuse_schedule.sql
\ir retry_delay.sql
\ir lock_key.sql
\ir lock_holder.sql
\ir has_cron.sql
\ir states.sql
\ir overview.sql
\ir start_clock.sql
\ir start_run.sql
\ir perform_run.sql
\ir release_job.sql
\ir run.sql
\ir due_jobs.sql
\ir overdue_processes.sql
\ir request_run.sql
\ir request_clock_runs.sql
\ir cron_entries.sql
\ir place_cron_entries.sql
\ir purge_cron_runs.sql
\ir tick.sql
\ir require_functions.sql
\ir purge_runs.sql
\ir triggers.sql
\ir violations.sql
\ir policies.sql
