-- Read at the beginning and written at the end, and only for what failed: everybody who shares the
-- key would else queue up at its row.
create or replace function identity.require_tries(key text, max_tries integer)
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
        t.key = require_tries.key
        and t.tries >= require_tries.max_tries
        and t.window_started_at > util.wall_clock() - interval '15 minutes';

    if v_window_started_at is not null then
        perform identity.refuse_try(v_window_started_at);
    end if;
end
$$;

comment on function identity.require_tries(text, integer) is
'Refuses with 429 when no try of the key is left within 15 minutes. Counts nothing.';
