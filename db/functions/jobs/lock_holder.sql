create or replace function jobs.lock_holder(name text)
returns integer
language sql
stable
set search_path = ''
as $$
    select l.pid
    from jobs.lock_key(lock_holder.name) as k
    inner join pg_catalog.pg_locks as l
        on
            l.classid = (k.space::bigint & 4294967295)::oid
            and l.objid = (k.key::bigint & 4294967295)::oid
    inner join pg_catalog.pg_database as d on l.database = d.oid
    where
        l.locktype = 'advisory'
        and l.objsubid = 2
        and l.granted
        and d.datname = current_database()
$$;

comment on function jobs.lock_holder(text) is
'The process id of the session that runs a job now, or null.';
