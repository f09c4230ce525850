create or replace function util.error_headers(status integer, details jsonb)
returns jsonb
language sql
stable
begin atomic
    select case
        when error_headers.status = 401 then jsonb_build_object('WWW-Authenticate', 'Bearer')
        when error_headers.details ? 'retry_after_seconds'
            then jsonb_build_object('Retry-After', error_headers.details ->> 'retry_after_seconds')
        else '{}'
    end;
end;

comment on function util.error_headers(integer, jsonb) is
'The headers that HTTP wants beside a status: how to sign in (401), when to come back (429).';
