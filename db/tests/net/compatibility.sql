-- What callers of schema net rely on, held to the stand-in and to pg_net 0.20 alike: nothing here
-- knows which one it meets. To hold it to the extension, where that is installed with pgTAP:
--     pg_prove --dbname <its database> db/tests/net/compatibility.sql
begin;
select set_config('search_path', n.nspname, true)
from pg_extension as e
inner join pg_namespace as n on e.extnamespace = n.oid
where e.extname = 'pgtap';
select plan(19);

select bag_has(
    $$
        select
            p.proname::text,
            pg_get_function_arguments(p.oid),
            pg_get_function_result(p.oid)
        from pg_proc as p
        where p.pronamespace = 'net'::regnamespace
    $$,
    $$
        values
        (
            'http_get',
            'url text, params jsonb DEFAULT ''{}''::jsonb, headers jsonb DEFAULT ''{}''::jsonb, '
            'timeout_milliseconds integer DEFAULT 5000',
            'bigint'
        ),
        (
            'http_post',
            'url text, body jsonb DEFAULT ''{}''::jsonb, params jsonb DEFAULT ''{}''::jsonb, '
            'headers jsonb DEFAULT ''{"Content-Type": "application/json"}''::jsonb, '
            'timeout_milliseconds integer DEFAULT 5000',
            'bigint'
        ),
        (
            'http_delete',
            'url text, params jsonb DEFAULT ''{}''::jsonb, headers jsonb DEFAULT ''{}''::jsonb, '
            'timeout_milliseconds integer DEFAULT 5000, body jsonb DEFAULT NULL::jsonb',
            'bigint'
        ),
        (
            'http_collect_response',
            'request_id bigint, async boolean DEFAULT true',
            'net.http_response_result'
        ),
        (
            '_http_collect_response',
            'request_id bigint, async boolean DEFAULT true',
            'net.http_response_result'
        ),
        ('_await_response', 'request_id bigint', 'boolean'),
        ('_urlencode_string', 'string character varying', 'text'),
        ('_encode_url_with_params_array', 'url text, params_array text[]', 'text'),
        ('check_worker_is_up', '', 'void'),
        ('wait_until_running', '', 'void'),
        ('worker_restart', '', 'boolean'),
        ('wake', '', 'void')
    $$,
    'functions have pg_net''s names, parameters, defaults and results'
);

select bag_has(
    $$
        select
            c.table_name::text,
            c.column_name::text,
            coalesce(c.domain_name, c.data_type)::text
        from information_schema.columns as c
        where c.table_schema = 'net'
    $$,
    $$
        values
        ('http_request_queue', 'id', 'bigint'),
        ('http_request_queue', 'method', 'http_method'),
        ('http_request_queue', 'url', 'text'),
        ('http_request_queue', 'headers', 'jsonb'),
        ('http_request_queue', 'body', 'bytea'),
        ('http_request_queue', 'timeout_milliseconds', 'integer'),
        ('_http_response', 'id', 'bigint'),
        ('_http_response', 'status_code', 'integer'),
        ('_http_response', 'content_type', 'text'),
        ('_http_response', 'headers', 'jsonb'),
        ('_http_response', 'content', 'text'),
        ('_http_response', 'timed_out', 'boolean'),
        ('_http_response', 'error_msg', 'text'),
        ('_http_response', 'created', 'timestamp with time zone')
    $$,
    'tables have pg_net''s columns and types'
);

select results_eq(
    'select unnest(enum_range(null::net.request_status))::text',
    array['PENDING', 'SUCCESS', 'ERROR'],
    'a request is pending, a success or an error'
);
select results_eq(
    $$
        select a.attname::text collate "default"
        from pg_attribute as a
        where a.attrelid = 'net.http_response_result'::regclass
        order by a.attnum
    $$,
    array['status', 'message', 'response'],
    'a result has a status, a message and a response'
);
select results_eq(
    $$
        select a.attname::text collate "default"
        from pg_attribute as a
        where a.attrelid = 'net.http_response'::regclass
        order by a.attnum
    $$,
    array['status_code', 'headers', 'body'],
    'a response has a status code, headers and a body'
);

-- Requests
select net.http_get(
    url => 'https://hooks.example.com/a',
    params => '{"who": "Jos\u00e9 & Co"}',
    headers => '{"X-Test": "1"}',
    timeout_milliseconds => 1500
) as get_id \gset
select net.http_post('https://hooks.example.com/b?x=1', '{"one": 1}', '{"y": "2"}') as post_id \gset
select net.http_delete('https://hooks.example.com/c') as delete_id \gset

select ok(:get_id < :post_id and :post_id < :delete_id, 'ids grow');
select results_eq(
    format(
        $$
            select q.method::text, q.url, q.headers, q.timeout_milliseconds
            from net.http_request_queue as q
            where q.id = %s
        $$,
        :get_id
    ),
    $$
        values (
            'GET', 'https://hooks.example.com/a?who=Jos%C3%A9%20%26%20Co',
            '{"X-Test": "1"}'::jsonb, 1500
        )
    $$,
    'a GET waits with its parameters in the address'
);
select results_eq(
    format(
        $$
            select q.method::text, q.url, convert_from(q.body, 'UTF8')::jsonb, q.headers,
                q.timeout_milliseconds
            from net.http_request_queue as q
            where q.id = %s
        $$,
        :post_id
    ),
    $$
        values (
            'POST', 'https://hooks.example.com/b?x=1&y=2', '{"one": 1}'::jsonb,
            '{"Content-Type": "application/json"}'::jsonb, 5000
        )
    $$,
    'a POST waits with its JSON, and says that it is JSON'
);
select results_eq(
    format(
        'select q.method::text, q.url, q.body from net.http_request_queue as q where q.id = %s',
        :delete_id
    ),
    $$ values ('DELETE', 'https://hooks.example.com/c', null::bytea) $$,
    'a DELETE waits without a body'
);
select net.http_delete('https://hooks.example.com/c', body => '[1]') as delete_id \gset
select results_eq(
    format(
        $$
            select convert_from(q.body, 'UTF8')::jsonb
            from net.http_request_queue as q
            where q.id = %s
        $$,
        :delete_id
    ),
    array['[1]'::jsonb],
    'unless it is given one'
);
select net.http_post('https://hooks.example.com/b', headers => '{"X-Test": "1"}') as id \gset
select results_eq(
    format('select q.headers from net.http_request_queue as q where q.id = %s', :id),
    array['{"X-Test": "1", "Content-Type": "application/json"}'::jsonb],
    'headers of one''s own do not take the content type away'
);
select throws_ok(
    $$ select net.http_post('https://hooks.example.com/', headers => '{"content-type": "a/b"}') $$,
    null,
    null,
    'and another content type is refused'
);

do $$
begin
    perform net.http_get('https://hooks.example.com/undone');
    raise exception 'undone';
exception
    when others then null;
end
$$;
select is_empty(
    $$ select from net.http_request_queue as q where q.url ~ 'undone' $$,
    'what is rolled back is not asked for'
);

-- Encoding
select is(net._urlencode_string('aZ09-._~'), 'aZ09-._~', 'letters and digits stay as they are');
select is(
    net._urlencode_string(e'a b/?#[]@!$&\'()*+,;=%\u20ac'),
    'a%20b%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25%E2%82%AC',
    'all else is encoded'
);
select is(
    net._encode_url_with_params_array('https://hooks.example.com/a', array['b=1', 'c=2']),
    'https://hooks.example.com/a?b=1&c=2',
    'parameters make a query'
);

-- Responses
select is(
    (net.http_collect_response(:get_id)).status::text,
    'ERROR',
    'as long as there is no response, asking for it is an error'
);
insert into net._http_response (id, status_code, headers, content, timed_out)
values (:get_id, 200, '{"a": "b"}', 'yes', false);
select results_eq(
    format(
        $$
            select
                (r.result).status::text, ((r.result).response).status_code,
                ((r.result).response).headers, ((r.result).response).body
            from (select net._http_collect_response(%s) as result) as r
        $$,
        :get_id
    ),
    $$ values ('SUCCESS', 200, '{"a": "b"}'::jsonb, 'yes') $$,
    'then it is told whole'
);
select ok(net._await_response(:get_id), 'and nobody waits for it any more');

select * from finish();
rollback;
