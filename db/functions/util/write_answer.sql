create or replace function util.write_answer(body json)
returns json
language sql
stable
set search_path = ''
as $$
    select json_build_object(
        'status', coalesce(nullif(current_setting('response.status', true), ''), '200')::integer,
        'headers', coalesce(nullif(current_setting('response.headers', true), ''), '[]')::json,
        'body', write_answer.body
    )
$$;

comment on function util.write_answer(json) is
'What PostgREST would make of a result, for a door that is not PostgREST''s: {status, headers,
body}.';
