create or replace function util.write_refusal(message text, detail text)
returns json
language sql
immutable
set search_path = ''
as $$
    select json_build_object(
        'status', write_refusal.detail::json -> 'status',
        'headers', json_build_array(write_refusal.detail::json -> 'headers'),
        'body', write_refusal.message::json
    )
$$;

comment on function util.write_refusal(text, text) is
'What PostgREST would make of an error of util.fail, for a door that is not PostgREST''s: {status,
headers, body}.';
