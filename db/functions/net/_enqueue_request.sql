create or replace function net._enqueue_request(
    method text,
    url text,
    params jsonb,
    headers jsonb,
    body jsonb,
    timeout_milliseconds integer
)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_id bigint;
begin
    insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
    values (
        _enqueue_request.method,
        net._encode_url_with_params_array(
            _enqueue_request.url,
            array(
                select concat(net._urlencode_string(p.key), '=', net._urlencode_string(p.value))
                from jsonb_each_text(_enqueue_request.params) as p
            )
        ),
        _enqueue_request.headers,
        convert_to(_enqueue_request.body::text, 'UTF8'),
        _enqueue_request.timeout_milliseconds
    )
    returning id into v_id;

    perform net.wake();
    return v_id;
end
$$;

comment on function net._enqueue_request(text, text, jsonb, jsonb, jsonb, integer) is
'Puts a request into the queue, in the caller''s transaction. Not pg_net''s: do not call it.';
