create or replace function billing.epoch(moment timestamptz)
returns bigint
language sql
immutable
begin atomic
    select extract(epoch from epoch.moment)::bigint;
end;

comment on function billing.epoch(timestamptz) is 'A time as Stripe writes it: seconds since 1970.';
