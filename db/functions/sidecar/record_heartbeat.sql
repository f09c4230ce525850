create or replace function sidecar.record_heartbeat(worker text)
returns void
language sql
volatile
security definer -- the sidecar has no right on anything but this schema's functions
set search_path = ''
as $$
    select jobs.record_heartbeat(record_heartbeat.worker)
$$;

comment on function sidecar.record_heartbeat(text) is
'Says that a worker is alive.';

grant execute on function sidecar.record_heartbeat(text) to sidecar;
