create or replace function identity.count_try(key text, max_tries integer)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_throttle identity.throttles;
begin
    -- The row stays locked until the end: tries of one key come one after the other.
    insert into identity.throttles as t (key, tries, window_started_at)
    values (count_try.key, 1, v_now)
    on conflict on constraint throttles_pkey do update
    set
        tries = case
            when t.window_started_at > v_now - interval '15 minutes' then t.tries + 1
            else 1
        end,
        window_started_at = case
            when t.window_started_at > v_now - interval '15 minutes' then t.window_started_at
            else v_now
        end
    returning t.* into v_throttle;

    if v_throttle.tries > count_try.max_tries then
        perform identity.refuse_try(v_throttle.window_started_at);
    end if;
end
$$;

comment on function identity.count_try(text, integer) is
'Counts a try, and refuses it with 429 when there were too many within 15 minutes.';
