-- A whole book adds up: 64 customers.
begin;
\ir ../_helpers.sql
select plan(22);
\ir _identities.sql

\copy lines from 'db/tests/data/metrics/book1/intervals.csv'
select pg_temp.import_book(array_agg(l.line)) as imported
from lines as l
where l.line not like 'customer_id%' \gset

select pg_temp.book_adds_up('book1', '2024-06-30', 32);

select * from finish();
rollback;
