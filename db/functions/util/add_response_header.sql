create or replace function util.add_response_header(name text, value text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_headers jsonb := coalesce(
        nullif(current_setting('response.headers', true), ''), '[]'
    )::jsonb;
begin
    -- A line break would let the value begin another header.
    perform set_config(
        'response.headers',
        (v_headers || jsonb_build_array(jsonb_build_object(
            add_response_header.name, regexp_replace(add_response_header.value, '[\r\n]', '', 'g')
        )))::text,
        true
    );
end
$$;

comment on function util.add_response_header(text, text) is
'Adds a header to the HTTP answer; the same name may be added several times.';
