-- Which passwords are refused, and how they are kept.
begin;
\ir ../_helpers.sql
select plan(20);

create function pg_temp.reason(password text) returns text language plpgsql as $$
begin
    perform identity.require_good_password(password, 'Grace.Hopper@example.com');
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
    ('grace.hopper@EXAMPLE.com', 'is_email'),
    ('Grace.Hopper', 'is_email')
) as p (password, reason);
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
