create function analytics.per_month(arr numeric)
returns numeric
language sql
immutable
begin atomic
    -- The zeros are decimals: how many a quotient has would otherwise fall as amounts grow.
    select per_month.arr / 12.0000000000000000;
end;

comment on function analytics.per_month(numeric) is
$$MRR of annualised cents, exact to sixteen decimals

A twelfth. Amounts are kept as annualised cents (arr), which are whole: 529.00 a year is no whole
number of cents a month. Rounding is left to who shows it.

Example: 52900 is 4408.3333333333333333.$$;

grant execute on function analytics.per_month(numeric) to platform_admin, analyst;
