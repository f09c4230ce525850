create or replace function util.add_months(anchor timestamptz, n integer)
returns timestamptz
language sql
immutable
strict
begin atomic
    select
        (add_months.anchor at time zone 'UTC' + make_interval(months => add_months.n))
        at time zone 'UTC';
end;

comment on function util.add_months(timestamptz, integer) is
'The anchor moved by n months in UTC. A day that the month lacks becomes its last one, so always
count from the anchor: 31 January gives 28 February and 31 March, never 28 March.';

grant execute on function util.add_months(timestamptz, integer)
to anon, authenticated, platform_admin, analyst;
