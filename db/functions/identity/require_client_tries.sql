-- Read at the beginning and written at the end, and only for what failed: everybody behind one
-- address would else queue up at its row.
create or replace function identity.require_client_tries()
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_window_started_at timestamptz;
begin
    select t.window_started_at into v_window_started_at
    from identity.throttles as t
    where
        t.key = identity.current_client_key()
        and t.tries >= util.setting('tries_per_client')::integer
        and t.window_started_at > util.wall_clock() - interval '15 minutes';

    if v_window_started_at is not null then
        perform identity.refuse_try(v_window_started_at);
    end if;
end
$$;

comment on function identity.require_client_tries() is
'Refuses with 429 a client that has failed too often; identity.count_client_failure counts.';
