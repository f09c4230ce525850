create or replace function jobs.last_heartbeat_at()
returns timestamptz
language sql
stable
set search_path = ''
as $$
    select max(w.last_seen_at)
    from jobs.workers as w
$$;

comment on function jobs.last_heartbeat_at() is
'When any worker was last seen alive, in real time; null when none ever was.';
