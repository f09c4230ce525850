create or replace function util.wall_clock()
returns timestamptz
language sql
volatile
begin atomic
    select clock_timestamp();
end;

comment on function util.wall_clock() is
'Real time, for tokens, leases, signatures and queues. It moves within a transaction.';

grant execute on function util.wall_clock() to anon, authenticated, platform_admin, analyst;
