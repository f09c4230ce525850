begin;
\ir ../_helpers.sql
select plan(5);

select is(billing.fold_email('Ada@Example.COM'), 'ada@example.com', 'case does not matter');
select is(billing.fold_email('ada+mes@example.com'), 'ada@example.com', 'nor does a tag');
select is(billing.fold_email('a.d.a+x@gmail.com'), 'ada@gmail.com', 'nor do dots at Gmail');
select is(billing.fold_email('a.da@googlemail.com'), 'ada@gmail.com', 'under either of its names');
select isnt(
    billing.fold_email('a.da@example.com'),
    billing.fold_email('ada@example.com'),
    'elsewhere dots make another mailbox'
);

select * from finish();
rollback;
