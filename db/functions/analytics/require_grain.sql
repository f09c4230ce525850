create function analytics.require_grain(grain text)
returns text
language plpgsql
stable
security definer -- raises with a function of a schema that analysts cannot enter
set search_path = ''
as $$
begin
    if require_grain.grain in ('day', 'week', 'month') then
        return require_grain.grain;
    end if;
    perform util.fail(
        400, 'invalid_argument', 'A grain is day, week or month',
        jsonb_build_object('argument', 'grain', 'value', require_grain.grain)
    );
    return null;
end
$$;

comment on function analytics.require_grain(text) is
$$The grain of a series, if it is one

day, week (from Monday) or month; anything else is refused with 400 invalid_argument.$$;

grant execute on function analytics.require_grain(text) to platform_admin, analyst;
