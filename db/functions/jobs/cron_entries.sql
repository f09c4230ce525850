create or replace function jobs.cron_entries()
returns table (name text, schedule text, command text)
language sql
stable
security definer -- pg_cron's role may read no table
set search_path = ''
as $$
    select
        g.name,
        g.schedule,
        format('call jobs.run(%L)', g.name)
    from jobs.registry as g
$$;

comment on function jobs.cron_entries() is
'What pg_cron should have an entry for: each job at its schedule.';

grant execute on function jobs.cron_entries() to cron_runner;
