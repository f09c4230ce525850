create or replace function usage.percent_used(used numeric, limit_value bigint)
returns numeric
language sql
immutable
begin atomic
    select round(100 * percent_used.used / nullif(percent_used.limit_value, 0), 1);
end;

comment on function usage.percent_used(numeric, bigint) is
'How much of a limit is used, to a tenth of a percent; null where there is no limit, or none at all
is allowed.';

grant execute on function usage.percent_used(numeric, bigint) to authenticated;
