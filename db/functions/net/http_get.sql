create or replace function net.http_get(
    url text,
    params jsonb default '{}',
    headers jsonb default '{}',
    timeout_milliseconds integer default 5000
)
returns bigint
language plpgsql
set search_path = ''
as $$
begin
    return net._enqueue_request(
        'GET', http_get.url, http_get.params, http_get.headers, null,
        http_get.timeout_milliseconds
    );
end
$$;

comment on function net.http_get(text, jsonb, jsonb, integer) is
'Queues a GET, which is made once the transaction has committed. The id is that of its response.';
