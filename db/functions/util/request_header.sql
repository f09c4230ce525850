create or replace function util.request_header(name text)
returns text
language sql
stable
begin atomic
    select h.headers ->> lower(request_header.name)
    from (
        values (nullif(current_setting('request.headers', true), '')::json)
    ) as h (headers);
end;

comment on function util.request_header(text) is
'A header of the HTTP request, or null: not sent, or not a request at all.';
