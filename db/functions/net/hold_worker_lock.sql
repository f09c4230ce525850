create or replace function net.hold_worker_lock()
returns void
language sql
volatile
set search_path = ''
as $$
    select pg_catalog.pg_advisory_lock_shared(28261, 29742);
$$;

comment on function net.hold_worker_lock() is
'Says that the session''s worker lives, for as long as the session does. Several may.';
