create or replace function billing.annualize_cents(
    amount_cents bigint, interval_unit text, interval_count integer
)
returns bigint
language sql
immutable
begin atomic
    -- numeric rounds halves away from zero; amounts of items are never negative.
    select round(
        annualize_cents.amount_cents::numeric
        * case annualize_cents.interval_unit
            when 'day' then 365
            when 'week' then 52
            when 'month' then 12
            when 'year' then 1
        end
        / annualize_cents.interval_count
    )::bigint;
end;

comment on function billing.annualize_cents(bigint, text, integer) is
'Cents per year of what is due every so many days (365 a year), weeks (52), months (12) or years.
Four quarters make a year: a quarter is three months.';
