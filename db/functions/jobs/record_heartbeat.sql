create or replace function jobs.record_heartbeat(worker text)
returns void
language sql
volatile
set search_path = ''
as $$
    insert into jobs.workers as w (name, first_seen_at, last_seen_at)
    select
        record_heartbeat.worker,
        n.now,
        n.now
    from util.wall_clock() as n (now)
    on conflict on constraint workers_pkey
    do update set last_seen_at = excluded.last_seen_at;

    -- A worker has a new name at every start; the names of old ones go.
    delete from jobs.workers as w
    where w.last_seen_at < util.wall_clock() - interval '7 days';
$$;

comment on function jobs.record_heartbeat(text) is
'Remembers that a worker is alive now, and forgets those not seen for a week.';
