create or replace function jobs.due_jobs()
returns text[]
language sql
stable
security definer -- pg_cron's role may read no table
set search_path = ''
as $$
    select array_agg(s.name order by s.due_at, s.name)
    from jobs.states(null) as s
    where s.due_at is not null
$$;

comment on function jobs.due_jobs() is
'The jobs that are due and that nobody runs, the longest due first; null if there is none.';

grant execute on function jobs.due_jobs() to cron_runner;
