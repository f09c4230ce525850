-- An exception would roll back what must be kept: a counted try, a stolen session's revocation.
create or replace function util.respond_error(
    status integer,
    code text,
    message text,
    details jsonb default '{}',
    hint text default null
)
returns json
language plpgsql
set search_path = ''
as $$
begin
    perform set_config('response.status', respond_error.status::text, true);
    perform util.add_response_header(h.key, h.value)
    from jsonb_each_text(
        util.error_headers(respond_error.status, respond_error.details)
    ) as h;
    return util.error_body(
        respond_error.code, respond_error.message, respond_error.details, respond_error.hint
    );
end
$$;

comment on function util.respond_error(integer, text, text, jsonb, text) is
'Answers with an HTTP status and the API''s error body, and lets the transaction commit. The caller
returns the result at once. code is a row of util.error_codes.';
