create function analytics.draw_index(hash bytea, place integer, choices integer)
returns integer
language sql
immutable
begin atomic
    -- Two bytes a draw; a hash of 64 has 32 of them, and a 33rd is its first again.
    select 1 + (
        get_byte(draw_index.hash, 2 * (draw_index.place % 32)) * 256
        + get_byte(draw_index.hash, 2 * (draw_index.place % 32) + 1)
    ) % draw_index.choices;
end;

comment on function analytics.draw_index(bytea, integer, integer) is
$$A number from 1 to choices: the one at a place in a hash of 64 bytes

The same hash always draws the same: what is simulated with it repeats exactly, on any machine.$$;

grant execute on function analytics.draw_index(bytea, integer, integer) to platform_admin, analyst;
