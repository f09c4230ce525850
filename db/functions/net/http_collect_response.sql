create or replace function net.http_collect_response(
    request_id bigint, async boolean default true
)
returns net.http_response_result
language sql
volatile
set search_path = ''
as $$
    select net._http_collect_response(request_id, async);
$$;

comment on function net.http_collect_response(bigint, boolean) is
'What came of a request. pg_net asks to read net._http_response instead.';
