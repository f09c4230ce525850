create function analytics.draw_index(key text, choices integer)
returns integer
language sql
immutable
begin atomic
    select 1 + (
        ('x' || left(md5(draw_index.key), 8))::bit(32)::bigint % draw_index.choices
    )::integer;
end;

comment on function analytics.draw_index(text, integer) is
$$A number from 1 to choices, drawn by a hash of key

The same key always draws the same: what is simulated with it repeats exactly, on any machine.$$;

grant execute on function analytics.draw_index(text, integer) to platform_admin, analyst;
