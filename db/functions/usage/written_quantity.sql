create or replace function usage.written_quantity(quantity numeric, unit text)
returns text
language sql
immutable
begin atomic
    select
        case
            when written_quantity.unit = 'bytes'
                then to_char(written_quantity.quantity / 1e9, 'FM999,999,990.0') || ' GB'
            else
                to_char(trunc(written_quantity.quantity), 'FM999,999,999,999,990')
                || ' ' || written_quantity.unit
        end;
end;

comment on function usage.written_quantity(numeric, text) is
'A quantity as people write it: 12.5 GB (of 10^9 bytes), 10,000 calls.';
