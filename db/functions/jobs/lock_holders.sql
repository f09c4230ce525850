create or replace function jobs.lock_holders()
returns table (key integer, pid integer)
language sql
stable
set search_path = ''
as $$
    select
        l.objid::bigint::bit(32)::integer,
        l.pid
    from pg_catalog.pg_locks as l
    inner join pg_catalog.pg_database as d on l.database = d.oid
    where
        l.locktype = 'advisory'
        and l.objsubid = 2
        and l.granted
        and l.classid = ((select k.space from jobs.lock_key('') as k)::bigint & 4294967295)::oid
        and d.datname = current_database()
$$;

comment on function jobs.lock_holders() is
'Which sessions run jobs now: the key of the lock that each holds (jobs.lock_key), and its process
id.';
