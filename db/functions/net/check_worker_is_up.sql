create or replace function net.check_worker_is_up()
returns void
language plpgsql
set search_path = ''
as $$
begin
    if not net.has_worker() then
        raise exception 'no worker makes the calls of schema net'
        using hint = 'Start `sidecar worker`.';
    end if;
end
$$;

comment on function net.check_worker_is_up() is
'Fails if no worker lives that makes the queued requests.';
