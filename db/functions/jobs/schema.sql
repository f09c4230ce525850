grant usage on schema jobs to cron_runner;
