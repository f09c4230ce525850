create function sidecar.take_http_lock()
returns void
language plpgsql
security definer -- the sidecar may call nothing else
set search_path = ''
as $$
begin
    if to_regprocedure('net.hold_worker_lock()') is not null then
        perform net.hold_worker_lock();
    end if;
end
$$;

comment on function sidecar.take_http_lock() is
'Says that a worker for the requests of schema net lives, as long as this connection does.';

grant execute on function sidecar.take_http_lock() to sidecar;
