create or replace function util.encode_base32(bytes bytea)
returns text
language sql
immutable
strict
set search_path = ''
as $$
    -- Five bits a letter.
    select string_agg(
        substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', (g.bits::bit(5))::integer + 1, 1),
        ''
        order by g.position
    )
    from (
        select
            p.position,
            rpad(substr(b.bits, 5 * p.position + 1, 5), 5, '0') as bits
        from (
            select string_agg(get_byte(bytes, n.i)::bit(8)::text, '' order by n.i) as bits
            from generate_series(0, length(bytes) - 1) as n (i)
        ) as b
        cross join generate_series(0, (length(b.bits) - 1) / 5) as p (position)
    ) as g
$$;

comment on function util.encode_base32(bytea) is
'Base32 as people type it into a phone, without padding (RFC 4648, section 6).';
