create or replace function identity.current_client_key()
returns text
language sql
stable
begin atomic
    select 'client:' || util.request_header('x-real-ip');
end;

comment on function identity.current_client_key() is
'What tries of the client are counted under: its IP address, as the gateway saw it; null without
one.';
