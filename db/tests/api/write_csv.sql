-- What functions answer as CSV: their columns, their arguments, and no formula among them.
begin;
\ir ../_helpers.sql
select plan(6);

select tests.create_organization('acme') as acme \gset
select tests.create_member(:'acme', 'owner') as owner \gset

-- Answers with what customers may have written.
create function api.told(words text, number numeric default -1)
returns table (words text, number numeric, is_so boolean)
language sql
as $$
    values (told.words, told.number, true), ('second', 2, false)
$$;
grant execute on function api.told(text, numeric) to authenticated;

create function pg_temp.csv(function_name text, arguments text, schema_name text default 'api')
returns text
language sql
as $$
    select set_config(
        'request.headers',
        json_build_object(
            'x-csv-function', function_name, 'x-csv-arguments', arguments,
            'x-csv-schema', schema_name
        )::text,
        true
    );
    select api.write_csv()::text;
$$;

grant execute on function pg_temp.csv(text, text, text) to authenticated;

select tests.act_as(:'owner', :'acme');

select is(
    pg_temp.csv('told', 'words=%3DSUM%281%29+%26+%22more%22'),
    E'"words","number","is_so"\r\n"''=SUM(1) & ""more""",-1,1\r\n"second",2,0',
    'text that would be a formula is text, numbers are numbers, yes is one'
);
select is(
    pg_temp.csv('told', 'select=is_so,words&number=5&words=%E2%82%AC'),
    E'"is_so","words"\r\n1,"€"\r\n0,"second"',
    'columns are chosen, arguments are by name'
);
select is(
    pg_temp.csv('told', $$words='||current_user||'&number=1$$),
    E'"words","number","is_so"\r\n"''||current_user||''",1,1\r\n"second",2,0',
    'an argument is never part of the statement'
);
select throws_ok(
    $$ select pg_temp.csv('told', 'words=a&select=number from api.told(''b'')--') $$,
    '42703', null, 'nor is a column'
);
select throws_ok(
    $$ select pg_temp.csv('told', 'words=a&a%20%3D%3E%201)%3B=1') $$,
    '42883', null, 'nor the name of an argument'
);
select throws_ok(
    $$ select pg_temp.csv('mrr_at', '', 'analytics') $$,
    '42501', null, 'what one may not call one may not have as CSV either'
);

select * from finish();
rollback;
