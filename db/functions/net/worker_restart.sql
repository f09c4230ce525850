create or replace function net.worker_restart()
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    update net.http_request_queue as q
    set leased_until = null
    where q.leased_until is not null;
    return net.has_worker();
end
$$;

comment on function net.worker_restart() is
'What a restart of pg_net''s worker would do to requests under way: they are made again. The
sidecar''s worker has no state to lose; whoever watches over its process restarts it.';
