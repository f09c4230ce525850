create or replace function util.octal(number bigint, digits integer)
returns text
language sql
immutable
begin atomic
    select string_agg(((octal.number >> (3 * p.place)) & 7)::text, '' order by p.place desc)
    from generate_series(0, octal.digits - 1) as p (place);
end;

comment on function util.octal(bigint, integer) is 'A number with so many octal digits.';
