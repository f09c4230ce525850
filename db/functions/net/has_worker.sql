create or replace function net.has_worker()
returns boolean
language sql
stable
set search_path = ''
as $$
    -- The two numbers of net.hold_worker_lock(), as pg_locks shows them.
    select exists (
        select from pg_catalog.pg_locks as l
        where
            l.locktype = 'advisory'
            and l.database = (
                select d.oid from pg_catalog.pg_database as d where d.datname = current_database()
            )
            and l.classid = 28261
            and l.objid = 29742
            and l.objsubid = 2
            and l.granted
    );
$$;

comment on function net.has_worker() is
'Whether a worker of the stand-in lives. It ends with the worker''s connection, however it dies.';
