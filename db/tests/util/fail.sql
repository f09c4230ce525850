-- Errors: one shape, whether the transaction is rolled back or not.
begin;
\ir ../_helpers.sql
select plan(10);

select throws_ok(
    $$ select util.fail(409, 'last_owner', 'No') $$,
    'PGRST',
    '{"code" : "last_owner", "message" : "No", "details" : "{}", "hint" : null}',
    'the message is the body, for PostgREST to send as it is'
);
select throws_ok(
    $$ select util.fail(400, 'invalid_argument', e'a\r\nX: "b"', '{"argument": "a"}', 'c') $$,
    'PGRST',
    '{"code" : "invalid_argument", "message" : "a\r\nX: \"b\"", '
    '"details" : "{\"argument\": \"a\"}", "hint" : "c"}',
    'line breaks and quotes stay inside it'
);

create function pg_temp.detail_of(statement text) returns json language plpgsql as $$
declare
    v_detail text;
begin
    execute statement;
    return null;
exception when sqlstate 'PGRST' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return v_detail::json;
end
$$;
select is(
    pg_temp.detail_of($$ select util.fail(409, 'last_owner', 'No') $$)::jsonb,
    '{"status": 409, "headers": {}}',
    'the detail is the status, with headers, which PostgREST insists on'
);
select is(
    pg_temp.detail_of($$ select util.fail(401, 'token_required', 'No') $$)
    -> 'headers'
    ->> 'WWW-Authenticate',
    'Bearer',
    'a 401 says how to sign in'
);
select is(
    pg_temp.detail_of(
        $$ select util.fail(429, 'too_many_tries', 'No', '{"retry_after_seconds": 7}') $$
    ) -> 'headers' ->> 'Retry-After',
    '7',
    'a 429 says when to come back'
);

select is(
    util.respond_error(401, 'invalid_credentials', 'No', '{"a": 1}', 'Yes')::jsonb,
    '{"code": "invalid_credentials", "message": "No", "details": "{\"a\": 1}", "hint": "Yes"}',
    'an error can be answered without an exception, in the same shape'
);
select is(current_setting('response.status'), '401', 'with its status');
select is(
    current_setting('response.headers')::jsonb,
    '[{"WWW-Authenticate": "Bearer"}]',
    'and its headers'
);

select util.add_response_header('Set-Cookie', e'a=b\r\nX-Injected: c');
select util.add_response_header('Set-Cookie', 'd=e');
select is(
    current_setting('response.headers')::jsonb,
    '[{"WWW-Authenticate": "Bearer"}, {"Set-Cookie": "a=bX-Injected: c"}, {"Set-Cookie": "d=e"}]',
    'headers are added to, and hold no line breaks'
);

select is_empty(
    $$
        select e.code from util.error_codes as e
        where
            -- The gateway's own.
            e.code not in (
                'bad_request', 'body_too_large', 'cross_site_refused', 'csv_refused',
                'internal_error', 'timeout',
            'unavailable'
            )
            and not exists (
            select from pg_catalog.pg_proc as p
            where p.prosrc like '%''' || e.code || '''%'
                or pg_catalog.pg_get_function_sqlbody(p.oid) like '%''' || e.code || '''%'
        )
    $$,
    'every code that is documented is used'
);

select * from finish();
rollback;
