create or replace function identity.require_client_tries()
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform identity.require_tries(
        identity.current_client_key(), util.setting('tries_per_client')::integer
    );
end
$$;

comment on function identity.require_client_tries() is
'Refuses with 429 a client that has failed too often; identity.count_client_failure counts.';
