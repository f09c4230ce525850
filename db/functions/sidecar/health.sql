create or replace function sidecar.health()
returns json
language sql
stable
security definer -- the sidecar has no right on anything but this schema's functions
set search_path = ''
as $$
    select json_build_object(
        'status', 'ok',
        'is_in_recovery', pg_is_in_recovery(),
        'last_heartbeat_age_seconds', extract(
            epoch from util.wall_clock() - jobs.last_heartbeat_at()
        )
    )
$$;

comment on function sidecar.health() is
'That the database answers, whether it is a standby, and how long ago a worker was last seen
alive.';

grant execute on function sidecar.health() to sidecar;
