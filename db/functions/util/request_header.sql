create or replace function util.request_header(name text)
returns text
language sql
stable
begin atomic
    select nullif(current_setting('request.headers', true), '')::json ->> lower(request_header.name);
end;

comment on function util.request_header(text) is
'A header of the HTTP request, or null: not sent, or not a request at all.';
