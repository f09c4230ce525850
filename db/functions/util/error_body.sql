create or replace function util.error_body(code text, message text, details jsonb, hint text)
returns json
language sql
stable
begin atomic
    select json_build_object(
        'code', error_body.code,
        'message', error_body.message,
        'details', error_body.details::text,
        'hint', error_body.hint
    );
end;

comment on function util.error_body(text, text, jsonb, text) is
'The body of every error: code, message, details (a string holding a JSON object) and hint.';
