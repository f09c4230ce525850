-- Raised as SQLSTATE PGRST: the text stays inside JSON. PTxyz would copy it into the status line.
-- details must be a string (PostgREST 12 answers 500 to an object): the text of a JSON object.
-- Not for what must be kept although the caller is refused: see util.respond_error.
create or replace function util.fail(
    status integer,
    code text,
    message text,
    details jsonb default '{}',
    hint text default null
)
returns void
language plpgsql
set search_path = ''
as $$
begin
    raise sqlstate 'PGRST' using
        message = util.error_body(
            fail.code, fail.message, fail.details, fail.hint
        )::text,
        detail = json_build_object(
            'status', fail.status,
            'headers', util.error_headers(fail.status, fail.details)
        )::text;
end
$$;

comment on function util.fail(integer, text, text, jsonb, text) is
'Ends the request with an HTTP status and the API''s error body; everything it did is rolled back.
code is a row of util.error_codes.';
