create or replace function jobs.lock_key(name text, out space integer, out key integer)
language sql
immutable
set search_path = ''
as $$
    select
        hashtext('jobs.run'),
        hashtext(lock_key.name)
$$;

comment on function jobs.lock_key(text) is
'The advisory lock that a session holds while it runs a job: no two run it, and whether one does
can be seen.';
