-- What people call themselves and their organizations is read by others, in letters and lists.
begin;
\ir ../_helpers.sql
select plan(13);

select is(identity.require_text('name', ' Acme ', 10), 'Acme', 'spaces around it are no part');
select is(
    identity.require_text('name', 'Ñandú 株式会社 👩‍🔧', 30), 'Ñandú 株式会社 👩‍🔧',
    'a name is of any script, and emoji are joined as they are'
);
select
    throws_like(
        format($$ select identity.require_text('name', %L, 10) $$, t.value),
        '%"invalid_argument"%',
        t.description
    )
from (
    values
    ('', 'nothing is no name'),
    (e'\t', 'nor are control characters'),
    (repeat('a', 11), 'nor is what is too long'),
    (e'a\u2028b', 'lines are not broken by separators either'),
    (e'invoice\u202efdp.exe', 'nothing is shown backwards'),
    (e'a\u2067b', 'by newer marks neither'),
    (e'\u200b\u00a0\ufeff', 'what nobody can see is no name')
) as t (value, description);

select is(
    identity.require_name('name', 'Dr. Who & Sons A.G./Berlin, St.Gallen'),
    'Dr. Who & Sons A.G./Berlin, St.Gallen',
    'points and strokes are of names'
);
select
    throws_like(
        format($$ select identity.require_name('name', %L) $$, t.value),
        '%"invalid_argument"%',
        t.description
    )
from (
    values
    ('Win at https://prize.example', 'an address is not'),
    ('WWW.prize.example', 'nor what mail programs take for one'),
    ('prize.example/now', 'however it is written')
) as t (value, description);

select * from finish();
rollback;
