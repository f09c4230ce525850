begin;
\ir ../_helpers.sql
select plan(6);

select is(util.format_money(123450, 'usd'), '1,234.50 USD', 'cents become two digits');
select is(util.format_money(-5, 'eur'), '-0.05 EUR', 'and stay below a unit');
select is(util.format_money(0, 'eur'), '0.00 EUR', 'nothing is written out');
select is(util.format_money(12345, 'jpy'), '12,345 JPY', 'a yen has no cents');
select is(util.format_money(12345, 'kwd'), '12.345 KWD', 'a dinar has a thousand fils');
select is(
    util.format_money(9223372036854775807, 'usd'),
    '92,233,720,368,547,758.07 USD',
    'the largest amount is not cut'
);

select * from finish();
rollback;
