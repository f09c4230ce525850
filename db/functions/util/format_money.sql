create or replace function util.format_money(amount_cents bigint, currency text)
returns text
language sql
immutable
set search_path = ''
as $$
    select
        to_char(
            format_money.amount_cents / power(10::numeric, d.digits),
            'FM9,999,999,999,999,999,990' || case d.digits when 0 then '' else rpad('.', d.digits + 1, '0') end
        )
        || ' ' || upper(format_money.currency)
    from (
        select case
            when format_money.currency in (
                'bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv',
                'xaf', 'xof', 'xpf'
            ) then 0
            when format_money.currency in ('bhd', 'jod', 'kwd', 'omr', 'tnd') then 3
            else 2
        end as digits
    ) as d
$$;

comment on function util.format_money(bigint, text) is
'An amount as people read it, 1,234.50 USD, from the currency''s smallest unit. A few currencies
have no smaller unit, a few have a thousandth (source: Stripe''s list of zero-decimal currencies).';
