-- Which passwords are refused, and how they are kept.
begin;
\ir ../_helpers.sql
select plan(36);

create function pg_temp.reason(password text) returns text language plpgsql as $$
begin
    perform identity.require_good_password(
        'password', password, array['Grace.Hopper@example.com', 'Ada Müller-Lee', 'Acme  Works', null]
    );
    return 'good';
exception when sqlstate 'PGRST' then
    return (sqlerrm::json ->> 'details')::json ->> 'reason';
end
$$;

select is(pg_temp.reason(p.password), p.reason, format('%s is %s', p.password, p.reason))
from (
    values
    ('correct horse battery', 'good'),
    ('zwölf Böxkämpfer', 'good'),
    ('kT9$wq-Zr2', 'good'),
    ('short', 'too_short'),
    ('', 'too_short'),
    (null, 'too_short'),
    ('aaaaaaaaaaaa', 'too_uniform'),
    ('abababababab', 'too_uniform'),
    ('1234567890', 'too_common'),
    ('Password1234', 'too_common'),
    ('qwertyuiop', 'too_common'),
    ('QwertyUiop1', 'too_common'),
    ('BaseBall12', 'too_common'),
    ('grace.hopper@EXAMPLE.com', 'too_personal'),
    ('Grace.Hopper', 'too_personal'),
    ('GraceHopper1906', 'too_personal'),
    ('hopper-grace!', 'too_personal'),
    ('AdaMüller2026', 'too_personal'),
    ('acmeWORKS24!', 'too_personal'),
    ('UnisonCommerce', 'too_personal'),
    ('commerce@Unison1', 'too_personal'),
    ('Lee-Lee-Acme-Lee', 'too_personal'),
    ('Grace plays chess', 'good'),
    ('acme battery staple', 'good'),
    ('ad hoc rules apply', 'good')
) as p (password, reason);
select cmp_ok(
    (select count(*) from identity.common_passwords as c where length(c.password) >= 10),
    '>=',
    20000::bigint,
    'many more than the three thousand most common ones of our length are known'
);
select is_empty(
    $$
    select c.password from identity.common_passwords as c
    where c.password <> lower(c.password) or c.password ~ '[[:space:]]'
    $$,
    'as they are looked up'
);
select is(
    pg_temp.reason((select upper(min(c.password)) from identity.common_passwords as c)),
    'too_common',
    'in whatever case they are written'
);
select throws_like(
    $$ select identity.require_good_password('new_password', 'short', '{}') $$,
    '%\\"argument\\": \\"new_password\\"%',
    'the refusal names the field'
);
select is(
    pg_temp.reason(repeat('0123456789abcdef', 64)), 'good', '1024 bytes are good'
);
select is(
    pg_temp.reason(repeat('0123456789abcdef', 64) || '!'), 'too_long', 'and one more is not'
);

select is(util.setting('password_hash_cost'), '12', 'a hash costs 2^12 rounds');
select util.set_setting('password_hash_cost', '4');
select matches(identity.hash_password('secret'), '^\$2a\$04\$.{53}$', 'it is bcrypt''s');
select ok(
    identity.is_password('secret', identity.hash_password('secret')), 'a password is found again'
);
select ok(
    not identity.is_password(
        repeat('x', 72) || 'a', identity.hash_password(repeat('x', 72) || 'b')
    ),
    'and every byte of it counts, though bcrypt reads 72'
);
select ok(not identity.is_password('secret', null), 'without a hash nothing is a password');

select * from finish();
rollback;
