create or replace function net.http_post(
    url text,
    body jsonb default '{}',
    params jsonb default '{}',
    headers jsonb default '{"Content-Type": "application/json"}',
    timeout_milliseconds integer default 5000
)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_headers jsonb := coalesce(http_post.headers, '{}');
    v_content_type text;
begin
    select h.value into v_content_type
    from jsonb_each_text(v_headers) as h
    where lower(h.key) = 'content-type'
    limit 1;

    if v_content_type is null then
        v_headers = v_headers || '{"Content-Type": "application/json"}';
    elsif v_content_type <> 'application/json' then
        raise exception 'the body is JSON, so Content-Type must be application/json'
        using errcode = 'invalid_parameter_value';
    end if;

    return net._enqueue_request(
        'POST', http_post.url, http_post.params, v_headers, http_post.body,
        http_post.timeout_milliseconds
    );
end
$$;

comment on function net.http_post(text, jsonb, jsonb, jsonb, integer) is
'Queues a POST of JSON, which is made once the transaction has committed. The id is that of its
response.';
