create or replace function net.wait_until_running()
returns void
language plpgsql
set search_path = ''
as $$
begin
    while not net.has_worker() loop
        perform pg_sleep(0.05);
    end loop;
end
$$;

comment on function net.wait_until_running() is 'Waits until a worker lives.';
