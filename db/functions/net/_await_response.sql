create or replace function net._await_response(request_id bigint)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    while not exists (
        select from net._http_response as r where r.id = _await_response.request_id
    )
    loop
        perform pg_sleep(0.05);
    end loop;
    return true;
end
$$;

comment on function net._await_response(bigint) is
'Waits until there is a response. Only for a request that has been committed: others never leave.';
