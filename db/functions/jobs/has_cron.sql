create or replace function jobs.has_cron()
returns boolean
language sql
stable
set search_path = ''
as $$
    select exists (select from pg_catalog.pg_extension as e where e.extname = 'pg_cron')
$$;

comment on function jobs.has_cron() is
'Whether pg_cron runs the jobs of this database. Where it is missing, the sidecar''s tick does.';

grant execute on function jobs.has_cron() to cron_runner;
