create or replace function net.http_delete(
    url text,
    params jsonb default '{}',
    headers jsonb default '{}',
    timeout_milliseconds integer default 5000,
    body jsonb default null
)
returns bigint
language plpgsql
set search_path = ''
as $$
begin
    return net._enqueue_request(
        'DELETE', http_delete.url, http_delete.params, http_delete.headers, http_delete.body,
        http_delete.timeout_milliseconds
    );
end
$$;

comment on function net.http_delete(text, jsonb, jsonb, integer, jsonb) is
'Queues a DELETE, which is made once the transaction has committed. The id is that of its
response.';
