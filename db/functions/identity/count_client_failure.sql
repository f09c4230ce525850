create or replace function identity.count_client_failure()
returns void
language plpgsql
set search_path = ''
as $$
begin
    if identity.current_client_key() is not null then
        perform identity.count_try(
            identity.current_client_key(), util.setting('tries_per_client')::integer
        );
    end if;
end
$$;

comment on function identity.count_client_failure() is
'Counts a failed try of the client''s IP address. The caller must let it commit.';
