-- A whole book adds up: 274 customers with overlapping subscriptions.
begin;
\ir ../_helpers.sql
select plan(22);
\ir _identities.sql

\copy lines from 'db/tests/data/metrics/book2/intervals.csv'
select pg_temp.import_book(array_agg(l.line)) as imported
from lines as l
where l.line not like 'customer_id%' \gset

select pg_temp.book_adds_up('book2', '2025-02-13', 52);

select * from finish();
rollback;
